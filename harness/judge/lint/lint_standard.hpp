// What is a gate on a metric held against?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>

#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/gates/gates.hpp"
#include "harness/judge/lint/lint_range.hpp"

namespace assay::judge {

/// Smaller messages and arrays need not reach what the metric is about: overheads, caches.
inline constexpr std::uint64_t kLeastBytes = std::uint64_t{256} << 20;

/// Whichever of it is known.
struct Standard {
  catalogue::Metric metric;      ///< the gate's question of one metric
  std::string unit;              ///< base unit
  bool lower_is_better = false;  ///< a time
  bool small = false;            ///< of a size that need not reach it
  const PhysicalRange* range = nullptr;
  const catalogue::Figure* published = nullptr;  ///< of whatever grade
  std::string published_path;
  double published_factor = 1;
  std::optional<double> ceiling;
  std::string ceiling_source;
  const catalogue::Typical* typical = nullptr;  ///< the best row that answers the gate

  /// The published value, only where it may gate.
  std::optional<double> gating() const;
  /// What a healthy device comes near: typical, else published.
  std::optional<double> near() const;
};

/// `part` may be null: the catalogue does not know it.
Standard standard_of(const catalogue::Catalogue& catalogue, const catalogue::Part* part,
                     const Gate& gate, const catalogue::MetricInfo& metric);

}  // namespace assay::judge
