// Where could the level of a series have changed, and how clearly, seen through many windows?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

namespace assay::judge {

/// The clearest change within a window [begin, end) of a series.
struct Peak {
  std::uint32_t begin = 0, end = 0;
  std::uint32_t split = 0;  ///< the first point after the change
  double clarity = 0;       ///< as of clarity_of()
};

/// Fewer points than this are no level of their own: one or two bad nights are no step.
inline constexpr std::size_t kFewestInLevel = 3;

/// How far two groups lie apart, on the scale of a standard normal variable's absolute value.
/// `explained`: the share of the variance of the scores that the two means explain. Student's t of
/// the scores, which has nearly his distribution under permutation (Conover and Iman 1981, "Rank
/// transformations as a bridge"), made normal as by Wallace 1959 ("Bounds on normal approximations
/// to Student's and the chi-square distributions").
double clarity_of(double explained, std::size_t count);

/// Windows are seeded intervals (Kovács, Bühlmann, Li and Munk 2023, "Seeded binary segmentation",
/// Biometrika 110) with a decay of the square root of 2: a change that was undone later has one
/// that holds it alone. In each the split is looked for at which two means of normal scores of the
/// ranks within the window differ most. O(n log n) for n points.
///
/// Holds tables for the lengths that it met: scores are dear, and most series are of one length.
/// Not for several threads at once.
class Scanner {
 public:
  Scanner();
  ~Scanner();

  /// The clarity of the clearest change; 0 where there are too few values for any window.
  double clearest(std::span<const double> values);
  /// The clearest change of each window that is clearer than `least`.
  std::vector<Peak> peaks(std::span<const double> values, double least);
  /// Of a level that rises or falls slowly: correlation of the normal scores of the ranks with
  /// time, which is the test of Mann 1945 and Kendall 1975 with real distances and the greater
  /// power of normal scores; two-sided.
  double drift(std::span<const double> times, std::span<const double> values);
  /// Of the one window that holds all values: the clarity of a change in front of each; 0 where
  /// either side would be no level.
  std::vector<double> profile(std::span<const double> values);

 private:
  struct Window;
  struct Layer;
  const Window& window(std::size_t length);
  const std::vector<Layer>& layers(std::size_t count);
  template <class Visit>
  void visit_windows(std::span<const double> values, const Visit& visit);

  std::unordered_map<std::size_t, std::unique_ptr<Window>> windows_;
  std::unordered_map<std::size_t, std::vector<Layer>> layers_;
  std::vector<float> scores_;
  std::vector<std::uint32_t> ranks_;
};

/// The clarity of the clearest change that `count` points can show: all of one half above the
/// other.
double utmost_clarity(std::size_t count);

}  // namespace assay::judge
