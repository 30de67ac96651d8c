// What changed from one run to another, case by case, and is anything worse than tolerated?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/document/document.hpp"
#include "kernels/kernel.hpp"

namespace assay::judge {

// A case is paired with the one of the same name, which holds kernel, parameters and device id.
// Ratios are NEW/OLD, turned so that above 1 is better whatever the quantity.
//
// The interval of a ratio combines the distribution-free 95 % intervals of both medians that the
// documents hold: its ends are the most unfavourable and the most favourable quotient. By
// Bonferroni's inequality it covers with at least c1 + c2 - 1 = 0.90 whatever the distributions,
// and with more than 0.95 for medians known about equally well: judging by two intervals is
// conservative (Schenker and Gentleman 2001, "On judging the significance of differences by
// examining the overlap between confidence intervals", The American Statistician 55:182). A
// bootstrap would need a seed, and would promise less where samples are few.
//
// Samples of one run share its memory layout, clocks and neighbours, so no interval from within a
// run covers what differs between runs (Kalibera and Jones 2013, "Rigorous benchmarking in
// reasonable time", ISMM). Hence the floor: a smaller change is not called one.

/// How a case fared.
enum class Outcome {
  faster,     ///< the interval lies above 1, and the ratio above the floor
  slower,     ///< the interval lies below 1, and the ratio below the floor
  same,       ///< the whole interval lies within the floor, or both are one measurement
  uncertain,  ///< none of these
  lost,       ///< had a result in OLD, and cannot be compared with NEW
  wrong,      ///< NEW computed a wrong answer
  unpaired,   ///< OLD has no result to compare with
};

/// What a case, or all of them together, means for the exit code. In rising order.
enum class Effect { none, regression, not_judged, wrong_answer };

/// One side of a case, in the unit of its quantity.
struct Figure {
  double median = 0, low = 0, high = 0;  ///< and the interval of the median
  double confidence = 0;                 ///< of the interval
  std::uint64_t samples = 0;
  double relative_iqr = 0;
  std::optional<double> clock_hz;  ///< of the device in this case
};

/// Above 1 is better.
struct Ratio {
  double value = 1, low = 1, high = 1;
  double confidence = 0;  ///< at least
};

struct ComparedCase {
  std::string name;
  std::string kernel;
  std::string device;
  Quantity quantity{};
  DataType type{};
  Outcome outcome = Outcome::unpaired;
  Effect effect = Effect::none;
  std::optional<Figure> before, after;  ///< absent: no result there
  std::optional<Ratio> ratio;           ///< of the two
  std::string reason;                   ///< empty where the figures say it all
};

/// Something that differs between the runs and may explain a change.
struct Condition {
  std::string subject;
  std::string before, after;
  std::vector<std::string> cases = {};  ///< it is about; empty: all
};

/// Geometric mean over the pairs of one quantity.
struct MeanRatio {
  Quantity quantity{};
  std::uint64_t count = 0;
  double ratio = 1;
};

struct ComparedRun {
  std::string id;
  document::Timestamp started_at{};
  std::string hostname;
  std::string tool_version;
  std::optional<std::string> simulated = {};  ///< the part that was simulated; absent: measured
  bool injected = false;                      ///< faults were asked for
};

struct ComparisonOptions {
  double tolerance = 0.05;  ///< a greater loss is a regression, as a share of OLD
  double floor = 0.01;      ///< changes between 1/(1 + floor) and 1 + floor are none
};

struct Comparison {
  ComparedRun before, after;
  ComparisonOptions options;
  std::vector<Condition> conditions;
  std::vector<ComparedCase> cases;  ///< in the order of OLD, then those only NEW has
  std::vector<MeanRatio> means;
  Effect effect = Effect::none;  ///< the worst of the cases
  std::string conclusion;        ///< one sentence

  bool simulated() const { return before.simulated || after.simulated; }
  bool injected() const { return before.injected || after.injected; }
};

Comparison compare(const document::Document& before, const document::Document& after,
                   const ComparisonOptions& options);

/// 0, 1, 3 or 4. Does not know of simulated runs.
int exit_code(Effect effect);

}  // namespace assay::judge
