// What else was different after a change: the driver, the place, the clock?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/archive/entry.hpp"
#include "harness/judge/trend/series_trend.hpp"

namespace assay::judge {

/// A fact that was not the same; empty: not known.
struct Difference {
  std::string subject;
  std::string before, after;

  bool operator==(const Difference&) const = default;
};

/// A run, and the devices that it found.
struct Moment {
  archive::Run run;
  std::vector<archive::Device> devices;
};

/// Of a Point::run.
using MomentOf = std::function<const Moment&(std::int64_t run)>;

/// Of one device from one run to another: host, slot, driver, VBIOS, power limit, kernel, assay's
/// version and level, which devices were beside it. A device is followed by its key, so one that
/// moved is the same one in another place.
std::vector<Difference> differences_between(const Moment& before, const Moment& after,
                                            const std::string& device);

/// Medians of clock, temperature and power on either side of a change, those that moved by more
/// than their noise explains: three standard errors, and by at least 1 %, 3 degrees, 2 %.
std::vector<Difference> telemetry_differences(const archive::Series& series, const Change& change);

}  // namespace assay::judge
