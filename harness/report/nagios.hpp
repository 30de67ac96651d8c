// How does a check plugin report? One line, as the monitoring plugins' guidelines describe it: what
// it is, a sentence, and values behind a bar.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/verdict/alarm.hpp"

namespace assay::report {

/// What monitoring systems read of a plugin at most, the end of the line included.
inline constexpr std::size_t kPluginLineBytes = 4096;

struct PluginValue {
  std::string label;  ///< any text; what is no letter, digit, dot or minus becomes an underscore
  double value = 0;
  std::string unit = {};  ///< SI; shown where the guidelines know it: s and B
  std::optional<double> lower = {}, upper = {};  ///< beyond them it is critical
};

/// `'label'=value[unit];;[lower:][upper];0`.
std::string plugin_value(const PluginValue& value);

/// "ASSAY CRITICAL - sentence | values" with the end of the line. The sentence is cut to a quarter
/// of the line, and as many values are written as fit whole, each label once.
std::string plugin_line(judge::Alarm alarm, std::string_view sentence,
                        const std::vector<PluginValue>& values);

}  // namespace assay::report
