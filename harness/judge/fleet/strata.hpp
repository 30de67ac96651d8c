// Which devices may be compared with each other?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <limits>
#include <vector>

#include "harness/archive/collection.hpp"
#include "harness/judge/fleet/fleet.hpp"

namespace assay::judge {

struct Strata {
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  std::vector<FleetStratum> list;        ///< with devices and nodes counted
  std::vector<std::uint32_t> of_device;  ///< index into the list; kNone: it does not count
};

/// Part, driver, power limit in whole watts, level, and whether GPUs were measured at the same
/// time. Which way and with which parameters is part of a metric's name.
Strata strata_of(const archive::Collection& collection, const FleetSelection& selection);

/// "h100-sxm, driver 550.54, 700 W, quick, at the same time".
std::string stratum_name(const FleetStratum& stratum);

}  // namespace assay::judge
