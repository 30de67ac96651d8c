// Which metric does a line of an archive or a report name?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string_view>

#include "harness/catalogue/metric.hpp"

namespace assay::catalogue {

/// The inverse of to_string(Metric): "fma.rate/rate [type=fp32]". Throws Error(input) for what that
/// never writes.
Metric parse_metric(std::string_view text);

}  // namespace assay::catalogue
