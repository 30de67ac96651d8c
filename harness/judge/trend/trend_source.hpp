// How does a trend read an archive?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <string>
#include <vector>

#include "harness/archive/filter.hpp"
#include "harness/judge/trend/trend.hpp"

namespace assay::judge {

/// Series of the runs that the filter lets pass, of metrics that match one of the patterns; none
/// given: all. Each thread opens the archive for itself and reads each run's facts once. Throws
/// Error as archive::Archive does.
TrendSource source_of(const std::filesystem::path& archive, const archive::Filter& filter,
                      const std::vector<std::string>& metrics);

}  // namespace assay::judge
