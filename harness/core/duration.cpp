// A number and its unit.
// SPDX-License-Identifier: Apache-2.0
#include "harness/core/duration.hpp"

#include <fmt/format.h>

#include <charconv>

#include "kernels/error.hpp"

namespace assay {
namespace {

constexpr double kLongest = 7 * 86400;

double seconds_of(std::string_view unit) {
  if (unit == "s") return 1;
  if (unit == "min" || unit == "m") return 60;
  if (unit == "h") return 3600;
  return 0;
}

}  // namespace

Seconds parse_duration(std::string_view text, std::string_view flag) {
  double number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto unit = text.substr(static_cast<std::size_t>(end - text.data()));
  const double seconds = number * seconds_of(unit);
  if (status == std::errc{} && seconds > 0 && seconds <= kLongest) return Seconds(seconds);
  throw Error(ErrorKind::usage,
              fmt::format("{} {}: give a time up to a week, such as 90s, 10min or 2h", flag, text));
}

}  // namespace assay
