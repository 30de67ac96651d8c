// Do the published figures of one part agree with each other?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>
#include <vector>

#include "harness/catalogue/part.hpp"
#include "harness/judge/lint/lint_words.hpp"

namespace assay::judge {

/// A published figure, and what others say it must be.
struct CrossCheck {
  std::string path;
  double stated = 0, computed = 0;
  std::string arithmetic;  ///< "132 SMs x 4096 FLOP x 1.83 GHz"
};

/// SMs x operations per SM per clock x clock, wherever all of them are stated.
std::vector<CrossCheck> rate_cross_checks(const catalogue::Part& part);
/// Bus x clock x 2, where bus and clock are stated.
std::optional<CrossCheck> bandwidth_cross_check(const catalogue::Part& part);

void check_units(const catalogue::Part& part, Findings& findings);
void check_rates(const catalogue::Part& part, Findings& findings);
void check_bandwidth(const catalogue::Part& part, Findings& findings);
void check_sparse(const catalogue::Part& part, Findings& findings);
/// Types of one part keep the ratios of the hardware, so that a sparse figure among dense ones
/// stands out even where no sparse one is stated.
void check_dense(const catalogue::Part& part, Findings& findings);
/// That conflicts name figures that are there, and omissions figures that are not.
void check_lists(const catalogue::Part& part, Findings& findings);

}  // namespace assay::judge
