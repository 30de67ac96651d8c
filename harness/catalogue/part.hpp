// What is published of one product, and what healthy ones were seen to reach?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/catalogue/figure.hpp"
#include "harness/catalogue/metric.hpp"

namespace assay::catalogue {

/// One way in which the driver presents the part: a claim, never evidence.
struct DeviceName {
  std::string name;    ///< compared whole: one name can be the beginning of another
  std::string device;  ///< PCI device id of vendor 10DE, four upper-case hexadecimal digits
  std::vector<std::string> subsystems;
};

/// A check that published figures themselves do not pass.
struct Conflict {
  std::string check;   ///< "rate", "bandwidth" or "sparse"
  std::string figure;  ///< path
  std::string reason;
};

/// A figure that was looked for and left out.
struct Absent {
  std::string figure;  ///< path, or a pattern of paths
  std::string reason;
};

/// One measured value that somebody published.
struct Observation {
  Figure figure;
  std::string conditions;
  std::string statistic;  ///< "best", "median", or empty where the source does not say
};

struct Typical {
  Metric metric;
  std::string unit;
  double low = 0, high = 0;  ///< of the observations
  std::optional<double> median;
  std::vector<Observation> observations;
};

struct Part {
  std::string id, product, family, architecture;
  std::vector<DeviceName> devices;
  std::string compute_capability;  ///< "9.0"; empty where it is not known
  /// Every published figure by its path in the file: "sm_count", "clocks.maximum",
  /// "vector.fp32.peak", "tensor.bf16.dense", "memory.bandwidth", "power.default_limit".
  std::map<std::string, Figure, std::less<>> figures;
  std::string memory_type;               ///< "HBM3"
  std::vector<std::string> unsupported;  ///< data types its tensor cores do not have
  std::vector<Conflict> conflicts;
  std::vector<Typical> typical;
  std::vector<Absent> absent = {};

  /// Null where nobody states it, or it was left out.
  const Figure* figure(std::string_view path) const;
  /// The figure's value, only where it may gate.
  std::optional<double> gating(std::string_view path) const;
  /// The figure's value, of whatever grade: to explain, never to judge.
  std::optional<double> value(std::string_view path) const;
  /// Null where nobody published a measurement of exactly this metric.
  const Typical* typical_of(const Metric& metric) const;
};

}  // namespace assay::catalogue
