// Parses and prints sizes, rates and durations; every rule of spelling them is here.
// SPDX-License-Identifier: Apache-2.0
#include "harness/core/units.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "harness/core/decimal_prefix.hpp"
#include "kernels/error.hpp"

namespace assay {
namespace {

struct BinaryUnit {
  std::string_view name;
  int shift;
};
constexpr std::array kBinaryUnits{BinaryUnit{"TiB", 40}, BinaryUnit{"GiB", 30},
                                  BinaryUnit{"MiB", 20}, BinaryUnit{"KiB", 10}, BinaryUnit{"B", 0}};

[[noreturn]] void reject(std::string_view text, std::string_view flag, std::string_view why) {
  throw Error(ErrorKind::usage,
              fmt::format("{} {}: {}; give a size with a unit, such as 64MiB, or a "
                          "range, such as 64MiB..4GiB",
                          flag, text, why));
}

// Three significant digits, never in exponent form.
std::string three_digits(double value) {
  const double magnitude = std::abs(value);
  return fmt::format("{:.{}f}", value, magnitude < 9.995 ? 2 : magnitude < 99.95 ? 1 : 0);
}

}  // namespace

std::uint64_t parse_bytes(std::string_view text, std::string_view flag) {
  std::uint64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, status] = std::from_chars(text.data(), end, count);
  if (status != std::errc{}) reject(text, flag, "is not a size");
  const std::string_view suffix(rest, static_cast<std::size_t>(end - rest));
  for (const auto& unit : kBinaryUnits) {
    if (suffix != unit.name) continue;
    if (count == 0) reject(text, flag, "is zero");
    if (count > (UINT64_MAX >> unit.shift)) reject(text, flag, "is larger than any memory");
    return count << unit.shift;
  }
  reject(text, flag, suffix.empty() ? "has no unit" : "has an unknown unit");
}

std::vector<std::uint64_t> parse_bytes_range(std::string_view text, std::string_view flag) {
  const auto dots = text.find("..");
  if (dots == std::string_view::npos) return {parse_bytes(text, flag)};
  const std::uint64_t first = parse_bytes(text.substr(0, dots), flag);
  const std::uint64_t last = parse_bytes(text.substr(dots + 2), flag);
  if (first > last) reject(text, flag, "runs downwards");
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t size = first; size < last; size *= 2) {
    sizes.push_back(size);
    if (size > UINT64_MAX / 2) break;
  }
  sizes.push_back(last);
  return sizes;
}

std::string format_bytes(std::uint64_t bytes) {
  for (const auto& unit : kBinaryUnits) {
    const std::uint64_t one = std::uint64_t{1} << unit.shift;
    if (bytes < one) continue;
    if (bytes % one == 0) return fmt::format("{}{}", bytes >> unit.shift, unit.name);
    return three_digits(static_cast<double>(bytes) / static_cast<double>(one)) +
           std::string(unit.name);
  }
  return "0B";
}

std::string format_exact_bytes(std::uint64_t bytes) {
  for (const auto& unit : kBinaryUnits) {
    const std::uint64_t one = std::uint64_t{1} << unit.shift;
    if (bytes >= one && bytes % one == 0)
      return fmt::format("{}{}", bytes >> unit.shift, unit.name);
  }
  return "0B";
}

std::string format_quantity(double value, std::string_view unit) {
  if (value == 0) return fmt::format("0 {}", unit);
  const double magnitude = std::abs(value);
  for (const auto& prefix : kDecimalPrefixes) {
    if (magnitude >= prefix.factor * 0.9995 || prefix.factor == kDecimalPrefixes.back().factor) {
      return fmt::format("{} {}{}", three_digits(value / prefix.factor), prefix.name, unit);
    }
  }
  return {};
}

std::string format_duration(Seconds duration) {
  const double seconds = duration.count();
  if (seconds < 60) return format_quantity(seconds, "s");
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace assay
