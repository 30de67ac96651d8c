// Joins what is known of a hang.
#include "harness/judge/hang.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace assay::judge {
namespace {

constexpr std::size_t kNamedAtMost = 8;

std::string_view awaited(std::string_view phase) {
  if (phase == "start") return " at the start";
  if (phase == "line") return " for a line of data";
  if (phase == "step") return " for the next piece";
  if (phase == "end") return " at the end";
  return "";
}

std::string missing_of(const measure::Hang& hang) {
  std::string list;
  for (std::size_t i = 0; i < std::min(hang.missing.size(), kNamedAtMost); ++i) {
    list += fmt::format("{}{}", i == 0 ? "" : ", ", hang.missing[i]);
    if (i < hang.missing_names.size()) list += fmt::format(" ({})", hang.missing_names[i]);
  }
  if (hang.missing.size() > kNamedAtMost) {
    list += fmt::format(" and {} more", hang.missing.size() - kNamedAtMost);
  }
  return list;
}

}  // namespace

std::string hang_sentence(const measure::Hang& hang) {
  std::string text = hang.missing.empty()
                         ? "it is not known which rank did not arrive"
                         : fmt::format("rank{} {} did not arrive",
                                       hang.missing.size() == 1 ? "" : "s", missing_of(hang));
  if (!hang.rank) return text;
  text += fmt::format(": rank {}", *hang.rank);
  if (hang.block) text += fmt::format(", block {}", *hang.block);
  text += fmt::format(" waited{}", awaited(hang.phase));
  if (hang.expected) text += fmt::format(", for {}", *hang.expected);
  if (hang.seen) text += fmt::format(", and saw {}", *hang.seen);
  return text;
}

}  // namespace assay::judge
