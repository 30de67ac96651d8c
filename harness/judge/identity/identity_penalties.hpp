// What does it cost a part to explain one figure?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/judge/identity/identity_features.hpp"
#include "harness/judge/identity/identity_model.hpp"

namespace assay::judge {

/// How much of a part there is: 1, or what a MIG slice has of it.
struct Share {
  double memory = 1;           ///< also of its bandwidth and of the L2
  double multiprocessors = 1;  ///< at most

  bool is_slice() const { return memory < 1; }
};

/// 0 or below.
double penalty_of(const MeasuredFeature& feature, const Expectation& expected, const Share& share);

}  // namespace assay::judge
