// Have clock and power come to rest?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <optional>
#include <span>

#include "harness/core/seconds.hpp"
#include "harness/measure/telemetry/gauge.hpp"

namespace assay::measure {

/// Level: the straight line through the last readings changes over their span by less than these
/// parts of the mean. A line, because a GPU at its power limit changes its clock all the time
/// around a level that stays.
struct SteadyState {
  Seconds window{0.25};       ///< ten of NVML's own updates on the slowest parts known
  std::size_t readings = 5;   ///< at least, however far back they go
  double clock_drift = 0.01;  ///< the steps of the clock are 15 MHz, 0.8 % of 1980 MHz
  double power_drift = 0.03;

  /// `recent` in the order of time, those of the window and at least `readings` of them. Empty
  /// where neither clock nor power is in them; false while they do not fill the window.
  std::optional<bool> is_level(std::span<const Reading> recent) const;
};

}  // namespace assay::measure
