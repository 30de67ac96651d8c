// What does a part reach, as far as published measurements of it or of its kin tell?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <optional>
#include <string_view>

#include "harness/catalogue/catalogue.hpp"

namespace assay::simulate {

/// A part among the others. Figures of any grade are used: what is simulated is never judged by.
class Kin {
 public:
  /// Both must outlive it.
  Kin(const catalogue::Catalogue& catalogue, const catalogue::Part& part)
      : catalogue_(catalogue), part_(part) {}

  const catalogue::Part& part() const { return part_; }

  /// The part's own figure, else the mean over its architecture, else over the catalogue.
  std::optional<double> stated(std::string_view path) const;
  /// One figure as a multiple of another, from the same sources.
  std::optional<double> ratio(std::string_view path, std::string_view to) const;

  /// What healthy ones reach of the metric: the median or the middle of the part's typical range,
  /// else its published figure times the share of theirs that its kin typically reach.
  std::optional<double> typical(const catalogue::Metric& metric) const;

  /// Highest clock of the multiprocessors under a light load.
  std::optional<double> clock_hz() const { return clock_hz(part_); }
  /// FLOP of one multiprocessor in one clock of the units that bound the metric: as published, else
  /// the power of two next to what the published peak makes of it.
  std::optional<double> per_sm_clock(const catalogue::Metric& metric) const {
    return per_sm_clock(part_, metric);
  }
  std::optional<double> multiprocessors() const { return stated("sm_count"); }
  /// What the units that bound the metric do at the highest clock, and not above the published
  /// peak.
  std::optional<double> ideal_rate(const catalogue::Metric& metric) const {
    return ideal_rate(part_, metric);
  }
  /// The highest share of its ideal rate at which a GEMM of the architecture was seen: what one
  /// reaches where power does not hold it back.
  double best_efficiency(const catalogue::Metric& metric) const;

 private:
  using PartRule = std::function<bool(const catalogue::Part&)>;
  using MetricRule = std::function<bool(const catalogue::Metric&)>;

  std::optional<double> clock_hz(const catalogue::Part& part) const;
  std::optional<double> per_sm_clock(const catalogue::Part& part,
                                     const catalogue::Metric& metric) const;
  std::optional<double> ideal_rate(const catalogue::Part& part,
                                   const catalogue::Metric& metric) const;
  std::optional<double> mean_share(const PartRule& parts, const MetricRule& metrics) const;
  std::optional<double> share(const catalogue::Metric& metric) const;

  const catalogue::Catalogue& catalogue_;
  const catalogue::Part& part_;
};

/// The published figure a metric is held against; empty where nobody states it.
std::optional<double> published(const catalogue::Part& part, const catalogue::Metric& metric);

}  // namespace assay::simulate
