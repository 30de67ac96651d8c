// How is one fact shown: a name, then its value, wrapped to the width of the output?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <vector>

namespace assay::cli {

/// Empty where the value is.
std::string named_line(std::string_view name, const std::string& value);

/// "a, b, c"
std::string comma_list(const std::vector<std::string>& parts);

}  // namespace assay::cli
