// What must a device of this fleet reach, going by the healthy ones in it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/archive/collection.hpp"
#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/fleet/fleet.hpp"
#include "harness/judge/gates/gates.hpp"

namespace assay::judge {

// Robust twice: what stands out by the rules of a fleet is left out, and median and MAD of the rest
// are moved little by what is still in there. The lower limit is the median less the greater of
// - 5 scaled MADs: of normal noise one of 3.5 million lies below, so that 10,000 nodes of eight
// GPUs
//   and 31 metrics fail less than one sound GPU a night; and
// - 5 % of it: devices of one node differ by that much and are healthy (kHealthySpread), which the
//   few of a small baseline need not show.
// Of several strata the lowest limit counts, so that none fails for its power limit or driver.
// Times are limited from above in the same way. Counts on which all agree are limited by
// themselves.

inline constexpr double kBaselineDeviations = 5;
inline constexpr double kBaselineMargin = 0.05;
/// Two nodes of eight: the MAD of 16 values is good to about 30 %.
inline constexpr std::size_t kBaselineDevices = 16;

struct BaselineOptions {
  std::size_t minimum_devices = kBaselineDevices;  ///< of a stratum; a smaller one is left out
  FleetSelectionOptions selection = {};            ///< with the part; empty: the only one there is
};

struct BaselineGate {
  Gate gate;
  std::size_t values = 0;    ///< of devices, or of ways between two
  std::size_t outliers = 0;  ///< left out
  double spread = 0;         ///< scaled MAD over median, of the stratum that sets the limit
};

struct LeftOutMetric {
  std::string metric, reason;
};

struct Baseline {
  std::string part;
  std::vector<BaselineGate> gates = {};
  std::vector<LeftOutMetric> left_out = {};
  std::vector<std::string> strata = {};     ///< names of those that count
  std::vector<std::string> too_small = {};  ///< and of those that do not
  std::size_t devices = 0, nodes = 0;       ///< that count
  std::string newest = {};                  ///< day of the newest run: "2026-03-01"
  FleetSelection selection = {};
  std::vector<std::string> notes = {};
};

/// Throws Error: usage where the collection is of several parts and none was asked for; unavailable
/// where there are too few devices, or no metric of theirs can be gated.
Baseline make_baseline(const catalogue::Catalogue& catalogue, const archive::Collection& collection,
                       const BaselineOptions& options);

}  // namespace assay::judge
