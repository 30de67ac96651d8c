// Under which numbers does an archive hold hosts, devices and metrics?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "harness/archive/database.hpp"
#include "harness/archive/entry.hpp"

namespace assay::archive {

/// Gives each name a number when it first comes up. Names are never deleted, so that what was read
/// or committed once can be remembered.
class Names {
 public:
  explicit Names(Database& database);

  std::int64_t host(const std::string& name);
  std::int64_t device(const std::string& key);
  std::int64_t metric(const Observation& observation);

  /// To be called where a transaction was undone, and with it the names of it.
  void forget();

 private:
  using Numbers = std::unordered_map<std::string, std::int64_t>;

  std::int64_t number_of(Statement& find, Statement& make, Numbers& known, const std::string& name);

  Database& database_;
  Statement find_host_, make_host_, find_device_, make_device_, find_metric_, make_metric_;
  Numbers hosts_, devices_, metrics_;
};

}  // namespace assay::archive
