// How are the runs of thousands of nodes held in little memory? Each name once, numbers in rows.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/archive/entry.hpp"

namespace assay::archive {

struct Metric {
  std::string name, unit;
  bool higher_is_better = true;
};

/// One observation; NaN where nothing was read.
struct Row {
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t device = 0;    ///< index into Collection::devices()
  std::uint32_t peer = kNone;  ///< likewise, of a way between two
  std::uint32_t metric = 0;    ///< index into Collection::metrics()
  float clock_hz = 0, temperature_c = 0, power_w = 0;
  double value = 0;
};

/// A device in one run.
struct DeviceInRun {
  Device device;
  std::uint32_t run = 0;  ///< index into Collection::runs()
};

class Collection {
 public:
  /// Appends the run with all that belongs to it.
  void add(const Entry& entry);

  const std::vector<Run>& runs() const { return runs_; }
  const std::vector<DeviceInRun>& devices() const { return devices_; }
  const std::vector<Metric>& metrics() const { return metrics_; }
  const std::vector<Row>& rows() const { return rows_; }

 private:
  std::uint32_t metric_index(const Observation& observation);

  std::vector<Run> runs_;
  std::vector<DeviceInRun> devices_;
  std::vector<Metric> metrics_;
  std::vector<Row> rows_;
  std::unordered_map<std::string, std::uint32_t> metric_by_name_;
};

}  // namespace assay::archive
