// What did a series do over time: which levels did it hold, how did it get from one to the next?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/judge/trend/line.hpp"
#include "harness/judge/trend/splits.hpp"

namespace assay::judge {

/// Points [begin, end), all about one level or about one line.
struct Piece {
  std::uint32_t begin = 0, end = 0;
  double first_level = 0, last_level = 0;  ///< the same where it does not drift
  std::optional<Line> drift = {};

  std::uint32_t size() const { return end - begin; }
};

/// A series without what is not a number. Times in days.
struct Values {
  std::vector<double> times, values;
};

/// Levels between the splits. Splits in one direction that follow one another become a drift where
/// a line fits their whole stretch better than levels do, by the Bayesian information criterion on
/// absolute deviations; a single one is believed a step unless the line is better by itself.
/// Removes the splits that went into a line.
std::vector<Piece> pieces_of(const Values& series, std::vector<Split>& splits);

/// All points about one line.
Piece drifting(const Values& series);

/// What the piece says of a point.
double expected(const Piece& piece, double time);

/// A difference of levels with its 95 % interval.
struct Shift {
  double value = 0, low = 0, high = 0;
};

/// From one piece to the next: median of the differences between all pairs of the last 60 points
/// before and the first 60 after (Hodges and Lehmann 1963), with the distribution-free interval of
/// the rank-sum test. A piece that drifts counts as if it had stayed where it is at the border.
/// `resemblance` widens the interval.
Shift shift_between(const Values& series, const Piece& before, const Piece& after,
                    double resemblance);

}  // namespace assay::judge
