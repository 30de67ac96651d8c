// Cuts text to what a document holds.
#include "harness/document/archive.hpp"

namespace assay::document {

std::string shortened(const std::string& text) {
  constexpr std::string_view kEllipsis = "\u2026";
  if (text.size() <= kMaximumTextBytes) return text;
  std::size_t end = kMaximumTextBytes - kEllipsis.size();
  const auto continues = [&](std::size_t at) { return (text[at] & 0xc0) == 0x80; };
  while (end > 0 && continues(end)) --end;
  return text.substr(0, end) + std::string(kEllipsis);
}

}  // namespace assay::document
