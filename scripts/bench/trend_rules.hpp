// How do others tell that a measurement changed? Two rules that are in use, on one series of
// nights.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace assay::bench {

/// Indices of the first night of each change that a rule reports.
using Alarms = std::vector<std::size_t>;

/// A night that is more than three standard deviations off the mean of the 30 nights before, and by
/// at least `threshold`. Nights in a row that are off in the same direction are one alarm.
inline Alarms mean_and_sigma(std::span<const double> values, double threshold) {
  constexpr std::size_t kNights = 30;
  constexpr double kSigmas = 3;
  Alarms alarms;
  int before = 0;
  for (std::size_t i = kNights; i < values.size(); ++i) {
    double sum = 0, squares = 0;
    for (std::size_t j = i - kNights; j < i; ++j) sum += values[j];
    const double mean = sum / kNights;
    for (std::size_t j = i - kNights; j < i; ++j) {
      squares += (values[j] - mean) * (values[j] - mean);
    }
    const double off = values[i] - mean;
    const bool is_off = std::abs(off) > kSigmas * std::sqrt(squares / (kNights - 1)) &&
                        std::abs(off) >= threshold * mean;
    const int now = is_off ? (off > 0 ? 1 : -1) : 0;
    if (now != 0 && now != before) alarms.push_back(i);
    before = now;
  }
  return alarms;
}

/// What nvbench's nvbench_compare.py decides of two runs (2021 to 2025; now called legacy): they
/// are the same where their means differ, as a share of the first, by no more than the smaller of
/// the relative standard deviations of their samples, else faster or slower. `within`: that of the
/// samples of a run, here the same every night. Each night is compared with the one before, or
/// with the first; of that, nights in a row with the same result are one alarm.
enum class Reference { night_before, first_night };

inline Alarms two_runs(std::span<const double> values, double within, double threshold,
                       Reference reference) {
  Alarms alarms;
  int before = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double old = values[reference == Reference::first_night ? 0 : i - 1];
    const double share = (values[i] - old) / old;
    const bool is_other = std::abs(share) > within && std::abs(share) >= threshold;
    const int now = is_other ? (share > 0 ? 1 : -1) : 0;
    const bool is_new = reference == Reference::night_before || now != before;
    if (now != 0 && is_new) alarms.push_back(i);
    before = now;
  }
  return alarms;
}

}  // namespace assay::bench
