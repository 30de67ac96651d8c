// How are the observations of one device, run after run, sorted into series?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/archive/database.hpp"
#include "harness/archive/filter.hpp"
#include "harness/archive/series.hpp"

namespace assay::archive {

struct NamedMetric {
  std::string name, unit;
  bool higher_is_better = true;
};

/// Names by number, each read once.
class KnownNames {
 public:
  explicit KnownNames(Database& database);
  const NamedMetric& metric(std::int64_t number);
  const std::string& device(std::int64_t number);
  /// Zero: there is none.
  std::int64_t device_number(const std::string& key);

 private:
  Statement find_metric_, find_device_, find_key_;
  std::unordered_map<std::int64_t, NamedMetric> metrics_;
  std::unordered_map<std::int64_t, std::string> devices_;
};

/// Of one device, by peer and metric, points rising in time. Inside a transaction of the caller.
std::vector<Series> walk(Database& database, KnownNames& names, const std::string& device,
                         const Filter& filter);

}  // namespace assay::archive
