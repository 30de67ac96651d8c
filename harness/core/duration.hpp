// Durations as people write them.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string_view>

#include "harness/core/seconds.hpp"

namespace assay {

/// "90s", "10min", "1.5h". A unit is required, so that 10 cannot be taken for minutes. Throws
/// Error(usage) that names `flag`; above zero, and up to a week.
Seconds parse_duration(std::string_view text, std::string_view flag);

}  // namespace assay
