// What does a simulated device do in a case: how fast, at which clock, at what power?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>

#include "harness/catalogue/catalogue.hpp"
#include "harness/plan/case.hpp"
#include "harness/simulate/kin.hpp"
#include "harness/simulate/options.hpp"

// The model, and what it rests on:
// - A healthy device reaches what its part typically reaches, as kin.hpp finds it in the catalogue.
// - tensor.rate and fma.rate are SMs x FLOP per SM and clock x clock: the clock is the highest, or
//   the lower one that gives the published peak.
// - A GEMM keeps the best share of those units busy that the architecture is known for; where the
//   typical rate is less, power holds the clock down (the catalogue's H100 runs so, its H20 does
//   not). Within 3 % of the clock of tensor.rate it counts as running at it.
// - Power at the highest clock is assumed, not published: 0.8 of the limit in arithmetic, 0.7 in
//   memory cases, 0.3 elsewhere. It goes with the cube of the clock (voltage follows frequency), so
//   a lower limit takes the clock down by the cube root.
// - clock_ratio scales the clock and every arithmetic rate. Memory has a clock of its own, and with
//   fewer SMs there are still enough to saturate it: bandwidth stays.
namespace assay::simulate {

struct Performance {
  double value = 0;  ///< in the unit of the metric
  std::optional<double> clock_hz;
  std::optional<double> power_w;
  bool power_limited = false;
};

class Device {
 public:
  /// Both must outlive it. Throws Error(usage) as require_possible() does.
  Device(const catalogue::Catalogue& catalogue, const Options& options);

  /// Empty where nothing published says what the part does there.
  std::optional<Performance> performance(const catalogue::Metric& metric) const;

  /// SMs that work, and B of memory that can be used.
  std::optional<double> multiprocessors() const;
  std::optional<double> capacity_bytes() const;
  std::optional<double> power_limit_w() const;
  std::optional<double> memory_clock_hz() const { return kin_.part().value("memory.clock"); }

 private:
  Performance arithmetic(const catalogue::Metric& metric, double healthy) const;
  std::optional<double> healthy_rate(const catalogue::Metric& metric) const;
  std::optional<double> quantity(const catalogue::Metric& metric) const;
  void limit_power(Performance& performance, double share, double healthy_clock_hz) const;

  const Options& options_;
  Kin kin_;
};

/// Kernel, quantity and parameters of a case as a metric.
catalogue::Metric metric_of(const plan::Case& planned);

}  // namespace assay::simulate
