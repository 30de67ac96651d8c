// How are the enumerations and the values of a verdict spelled?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "harness/core/units.hpp"
#include "harness/document/words.hpp"
#include "harness/judge/verdict/verdict.hpp"

namespace assay::judge {

inline constexpr document::WordTable<MetricStatus, 7> kMetricStatusWords{
    {{MetricStatus::pass, "pass"},
     {MetricStatus::fail, "fail"},
     {MetricStatus::invalid, "invalid"},
     {MetricStatus::not_measured, "not_measured"},
     {MetricStatus::no_gate, "no_gate"},
     {MetricStatus::wrong, "wrong"},
     {MetricStatus::error, "error"}}};
inline const auto& words(MetricStatus) {
  return kMetricStatusWords;
}

/// "3.35 TB/s", "79.6GiB", "132": three digits, but every one of a count.
inline std::string shown_value(double value, std::string_view unit) {
  if (unit == "1") return fmt::format("{:.10g}", value);
  if (unit == "B" && value >= 0 && value < 1e18) {
    return format_bytes(static_cast<std::uint64_t>(value));
  }
  return format_quantity(value, unit);
}

}  // namespace assay::judge
