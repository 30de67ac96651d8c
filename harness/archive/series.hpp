// What has one metric of one device, or of one way between two, come to over time?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <vector>

#include "harness/document/timestamp.hpp"

namespace assay::archive {

struct SeriesKey {
  std::string device;     ///< Device::key
  std::string peer = {};  ///< likewise, where the way leads; empty: of the device alone
  std::string metric;
  std::string unit;
  bool higher_is_better = true;
};

/// NaN where nothing was read.
struct Point {
  document::Timestamp at{};
  double value = 0;
  float clock_hz = 0, temperature_c = 0, power_w = 0;
  std::int64_t run = 0;  ///< by which the archive finds the run again
};

struct Series {
  SeriesKey key;
  std::vector<Point> points;  ///< rising in time
};

}  // namespace assay::archive
