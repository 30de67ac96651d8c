// What do the samples of a case say, without assuming how they are distributed?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <span>

#include "harness/core/seconds.hpp"
#include "harness/measure/result.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// Quartiles and median are quantiles of type 7 of Hyndman and Fan (1996), linear between order
/// statistics: numpy's and R's default. The interval of the median is the narrowest symmetric pair
/// of order statistics whose binomial coverage is at least 0.95; fewer than six values have none,
/// and get [minimum, maximum] with the coverage that has. `values` must hold at least one.
Statistics summarise(std::span<const double> values);

/// One sample in the unit of the quantity: B/s, FLOP/s, or seconds per iteration.
double value_of(Quantity quantity, const Work& work, std::uint64_t iterations, Seconds sample);

/// Statistics of a case from its samples, and the clock of its telemetry from readings of it, where
/// there are any.
void summarise_case(CaseResult& result, std::span<const double> clocks_hz);

}  // namespace assay::measure
