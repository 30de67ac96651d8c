// How far from the median does noise alone reach, where the noise was judged from n values?
//
// (value - median) / (scaled MAD) is heavier in its tails than a normal variable, because the MAD
// of few values is small now and then. A t distribution with about 0.4 n degrees of freedom bounds
// it: the MAD tells as much of normal noise as a standard deviation of 0.37 times as many values
// does (Rousseeuw and Croux, "Alternatives to the Median Absolute Deviation", JASA 88, 1993). Of
// 8 to 1,000 values and of chances from 0.1 to 0.00001 it promises 1 to 1.6 times as much as noise
// does; tests/harness/judge/fleet holds it against simulated noise.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>

namespace assay::judge {

/// Share of normal noise beyond +-`deviations` of its median, of `count` values.
double chance_beyond(double deviations, std::size_t count);

/// What a share of `chance` of normal noise lies beyond, on both sides together: the inverse.
double deviations_for(double chance, std::size_t count);

}  // namespace assay::judge
