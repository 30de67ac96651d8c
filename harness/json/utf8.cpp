// The table of RFC 3629, section 4: only the second byte has special ranges.
#include "harness/json/utf8.hpp"

namespace assay::json {
namespace {

struct Lead {
  std::size_t size = 0;
  unsigned char second_low = 0x80, second_high = 0xBF;
};

Lead lead_of(unsigned char first) {
  if (first < 0x80) return {.size = 1};
  if (first < 0xC2) return {};
  if (first < 0xE0) return {.size = 2};
  if (first == 0xE0) return {.size = 3, .second_low = 0xA0};
  if (first == 0xED) return {.size = 3, .second_high = 0x9F};
  if (first < 0xF0) return {.size = 3};
  if (first == 0xF0) return {.size = 4, .second_low = 0x90};
  if (first < 0xF4) return {.size = 4};
  if (first == 0xF4) return {.size = 4, .second_high = 0x8F};
  return {};
}

}  // namespace

std::size_t utf8_size(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const Lead lead = lead_of(byte(0));
  if (lead.size < 2) return lead.size;
  if (text.size() < lead.size) return 0;
  if (byte(1) < lead.second_low || byte(1) > lead.second_high) return 0;
  for (std::size_t at = 2; at < lead.size; ++at) {
    if ((byte(at) & 0xC0) != 0x80) return 0;
  }
  return lead.size;
}

}  // namespace assay::json
