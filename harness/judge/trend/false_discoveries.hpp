// Of thousands of series some look as if they had changed: which may be believed?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <vector>

namespace assay::judge {

/// The greatest chance that a series may have and be believed to have changed, so that on average
/// at most the share `rate` of all that are believed is wrong, and where none changed, any is
/// believed with at most the chance `rate` (Benjamini and Hochberg 1995, "Controlling the false
/// discovery rate"; it holds where series rise and fall together, Benjamini and Yekutieli 2001).
/// Never below rate / count, which is what a change of a single series must reach.
/// `chances`: those of at most `rate`; `count`: of all series, these included.
double believable_chance(std::vector<double> chances, std::size_t count, double rate);

}  // namespace assay::judge
