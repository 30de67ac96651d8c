// How are the values of gaps and claims written, each in its unit?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>

namespace assay::report {

/// "760 TFLOP/s", "79.6GiB", "4096 FLOP", "37 FLOP/B"; a ratio or a count is bare.
std::string value_text(double value, std::string_view unit);

}  // namespace assay::report
