// What does a rank say, whatever the values were? The value that a normal variable has there.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::judge {

/// x with P(X <= x) = `probability`, X standard normal; to 1e-12 from 1e-300 to 1 - 1e-16.
double normal_quantile(double probability);

/// P(|X| > x), X standard normal.
double two_sided_tail(double x);

/// Scores of the ranks 1 to `count`: the quantiles of rank / (count + 1), by van der Waerden 1952
/// ("Order tests for the two-sample problem and their power"). A test by them has at least the
/// asymptotic power of Student's whatever the distribution (Chernoff and Savage 1958), and one
/// outlier weighs no more than the greatest score.
std::vector<double> normal_scores(std::size_t count);

/// Indices of the values in rising order. Ties come in an order that is fixed and looks random:
/// then all orders are equally likely for quantised values as well, and levels of significance hold
/// exactly, whatever the distribution.
std::vector<std::uint32_t> rising_order(std::span<const double> values);

}  // namespace assay::judge
