// After which nights is a series at another level?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <span>
#include <vector>

#include "harness/judge/trend/scan.hpp"

namespace assay::judge {

struct Split {
  std::uint32_t at = 0;  ///< the first point after the change
  /// With 95 % confidence it is one of these: the likelihood ratio and its limit law of Yao 1987
  /// ("Approximating the distribution of the maximum likelihood estimate of the change-point").
  std::uint32_t earliest = 0, latest = 0;
  double clarity = 0;
};

/// All changes clearer than `least`, in order. The narrowest window that shows one decides that it
/// is there, for it is the likeliest to hold no other (Baranowski, Chen and Fryzlewicz 2019,
/// "Narrowest-over-threshold detection"); where it is, is then looked for between its neighbours.
/// Each clarity is divided by the resemblance of neighbouring nights.
struct FoundSplits {
  std::vector<Split> splits;
  double resemblance = 1;  ///< as of resemblance(), between the splits
};
FoundSplits find_splits(Scanner& scanner, std::span<const double> values, double least);

}  // namespace assay::judge
