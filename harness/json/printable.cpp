// Goes by characters, not bytes: the C1 controls take two.
#include "harness/json/printable.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "harness/json/utf8.hpp"

namespace assay::json {
namespace {

// Of one well-formed character.
std::uint32_t code_point(std::string_view character) {
  constexpr unsigned kLeadMasks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  std::uint32_t code = static_cast<unsigned char>(character[0]) & kLeadMasks[character.size()];
  for (const char byte : character.substr(1))
    code = code << 6 | (static_cast<unsigned char>(byte) & 0x3fu);
  return code;
}

bool is_plain(std::uint32_t code) {
  const auto within = [&](std::uint32_t first, std::uint32_t last) {
    return first <= code && code <= last;
  };
  const bool controls = code < 0x20 || within(0x7f, 0x9f) || within(0x2028, 0x202e);
  return !controls && !within(0x200e, 0x200f) && !within(0x2066, 0x2069);
}

}  // namespace

std::string printable(std::string_view text, Unprintable shown_as) {
  std::string shown;
  while (!text.empty()) {
    const std::size_t size = utf8_size(text);
    const auto character = text.substr(0, size == 0 ? 1 : size);
    const bool plain = size != 0 && is_plain(code_point(character));
    if (plain) {
      shown += character;
    } else if (shown_as == Unprintable::question_mark) {
      shown += '?';
    } else if (size == 0) {
      shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else {
      shown += fmt::format("\\u{:04x}", code_point(character));
    }
    text.remove_prefix(character.size());
  }
  return shown;
}

}  // namespace assay::json
