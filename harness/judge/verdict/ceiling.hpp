// Above which value can a measurement not be true, whatever the device?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>

#include "harness/catalogue/catalogue.hpp"

namespace assay::judge {

/// A clock or a timer that is off by less is no reason to call a measurement impossible.
inline constexpr double kCeilingMargin = 1.02;
/// Where no clock limit is published: devices may run above the clock the published rate is for.
inline constexpr double kPublishedRateMargin = 1.10;
/// Memory is sold in GB of 1e9 B, and a vendor's GB may be a GiB.
inline constexpr double kGibibytesPerGigabyte = 1073741824.0 / 1e9;

/// One bound of a metric, in its unit, and where it comes from.
struct GateValue {
  double value = 0;
  std::string source;  ///< a phrase: "132 SMs x 4096 FLOP x 1980 MHz"
};

/// Empty where no figure that may gate bounds the metric. Margins are included in the value, and
/// named in the source.
std::optional<GateValue> ceiling_of(const catalogue::Catalogue& catalogue,
                                    const catalogue::Part& part, const catalogue::Metric& metric);

}  // namespace assay::judge
