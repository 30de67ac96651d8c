// Where does a curve of latency over footprint leave the plateau of a cache?
//
// Seen from one SM, the L2 of a part with two partitions answers in two steps: its own half, then
// both. So the curve may have three plateaus, and the knee that tells the capacity is where the
// last but one ends. What lies between two plateaus is smooth, and noise is small against a step.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// Footprints from 1/32 of the largest to the largest, this many to the octave.
inline constexpr int kKneeOctaves = 5, kKneePerOctave = 6;
inline constexpr int kKneePoints = kKneeOctaves * kKneePerOctave + 1;

/// Latency against footprint, both ascending in the footprint; `smooth` is room for as many values.
struct KneeCurve {
  const double* bytes;
  const double* latency;
  double* smooth;
};

ASSAY_BODY double larger(double x, double y) {
  return x > y ? x : y;
}
ASSAY_BODY double smaller(double x, double y) {
  return x < y ? x : y;
}
ASSAY_BODY double median_of_three(double x, double y, double z) {
  return larger(smaller(x, y), smaller(larger(x, y), z));
}

/// Finds the capacity in B; 0 where the curve has no knee.
class KneeFinder {
 public:
  ASSAY_BODY explicit KneeFinder(const KneeCurve& curve) : curve_(curve) {}

  ASSAY_BODY double find() {
    smooth_out_single_points();
    // Of smoothed points the median of three is the level of five.
    const double bottom = median_at(1), top = median_at(kKneePoints - 2);
    const double rise = top - bottom;
    // Not a number compares false and is no knee either.
    if (!(bottom > 0) || !(rise > kLeastRise * bottom)) return 0;
    if (spread(kKneePoints - kTop, kTop) > kFlatTop * rise) return 0;
    const double below = level_below(top, bottom);
    return last_crossing(below + kDeparture * (top - below));
  }

 private:
  // Points of a plateau: half an octave from the first to the one after; one more at the top, whose
  // last is smoothed away.
  static constexpr int kPlateau = 3, kTop = 4;
  // A miss costs more than this part of a hit, or there is nothing to see.
  static constexpr double kLeastRise = 0.15;
  // Of the whole rise: how far the points of a plateau may lie apart, those of the top too, and how
  // far below the top another plateau must be.
  static constexpr double kFlat = 0.08, kFlatTop = 0.15, kApart = 0.2;
  // The cache begins to fail at its capacity, and fails altogether a third beyond: what tells the
  // capacity is the beginning, as far as noise allows.
  static constexpr double kDeparture = 0.15;

  ASSAY_BODY double smooth(int i) const { return curve_.smooth[i]; }

  // One point off the curve, above or below, must not count.
  ASSAY_BODY void smooth_out_single_points() {
    const double* const y = curve_.latency;
    for (int i = 0; i < kKneePoints; ++i) {
      const bool inner = i > 0 && i + 1 < kKneePoints;
      curve_.smooth[i] = inner ? median_of_three(y[i - 1], y[i], y[i + 1]) : y[i];
    }
    // The ends have one neighbour only: each becomes no more extreme than it.
    curve_.smooth[0] = median_of_three(y[0], curve_.smooth[1], curve_.smooth[2]);
    curve_.smooth[kKneePoints - 1] = median_of_three(
        y[kKneePoints - 1], curve_.smooth[kKneePoints - 2], curve_.smooth[kKneePoints - 3]);
  }

  ASSAY_BODY double median_at(int middle) const {
    return median_of_three(smooth(middle - 1), smooth(middle), smooth(middle + 1));
  }

  ASSAY_BODY double spread(int first, int count) const {
    double low = smooth(first), high = low;
    for (int i = first + 1; i < first + count; ++i) {
      low = smaller(low, smooth(i));
      high = larger(high, smooth(i));
    }
    return high - low;
  }

  // The plateau next below the top, coming down from the largest footprint.
  ASSAY_BODY double level_below(double top, double bottom) const {
    const double rise = top - bottom;
    for (int first = kKneePoints - kPlateau; first >= 0; --first) {
      const double level = median_at(first + 1);
      if (level <= top - kApart * rise && spread(first, kPlateau) <= kFlat * rise) return level;
    }
    return bottom;
  }

  // Where the curve goes through `level` for good.
  ASSAY_BODY double last_crossing(double level) const {
    int i = kKneePoints - 1;
    while (i >= 0 && smooth(i) > level) --i;
    if (i < 0 || i == kKneePoints - 1) return 0;
    const double x = curve_.bytes[i], part = (level - smooth(i)) / (smooth(i + 1) - smooth(i));
    return x + part * (curve_.bytes[i + 1] - x);
  }

  KneeCurve curve_;
};

}  // namespace assay::ASSAY_TARGET
