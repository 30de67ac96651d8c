// How often does a series that never changed look as if it had?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::judge {

/// The chance that the clearest change in any window of `count` values in random order is at least
/// so clear. It holds whatever the distribution of the values, for only their ranks count, and is
/// no less than the true chance for chances from 0.2 downwards.
double chance_of_clarity(double clarity, std::size_t count);

/// The other way round: a change clearer than that has less than this chance.
double clarity_of_chance(double chance, std::size_t count);

/// How much less clear everything is because neighbouring nights resemble each other, 1 or more:
/// sqrt((1 + r) / (1 - r)), r the correlation of a night with the next. From differences between
/// nights one and four apart (Tecuapetla-Gómez and Munk 2017, "Autocovariance estimation in
/// regression with a discontinuous signal and m-dependent errors: a difference-based approach"),
/// without those across one of the `splits`, so that steps are no correlation, and without the
/// greatest tenth, so that bad nights are none. 1 where r is no more than what independent nights
/// seem to have now and then, and of fewer than 24 nights, which do not tell.
double resemblance(std::span<const double> values, std::span<const std::uint32_t> splits);

/// Chance of the clearest step and of a drift together; the greater part is the steps'.
double joint_chance(double step_chance, double drift_chance);
/// What joint_chance() leaves each when both may have `chance`.
double step_share(double chance);
double drift_share(double chance);

}  // namespace assay::judge
