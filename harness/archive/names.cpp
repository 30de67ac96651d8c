// Looked up once, then remembered.
// SPDX-License-Identifier: Apache-2.0
#include "harness/archive/names.hpp"

namespace assay::archive {

Names::Names(Database& database)
    : database_(database),
      find_host_(database.prepare("SELECT id FROM host WHERE name = ?")),
      make_host_(database.prepare("INSERT INTO host(name) VALUES(?)")),
      find_device_(database.prepare("SELECT id FROM device WHERE key = ?")),
      make_device_(database.prepare("INSERT INTO device(key) VALUES(?)")),
      find_metric_(database.prepare(
          "SELECT id FROM metric WHERE name = ? AND unit = ? AND higher_is_better = ?")),
      make_metric_(
          database.prepare("INSERT INTO metric(name, unit, higher_is_better) VALUES(?, ?, ?)")) {}

std::int64_t Names::number_of(Statement& find, Statement& make, Numbers& known,
                              const std::string& name) {
  const auto [found, is_new] = known.try_emplace(name, 0);
  if (!is_new) return found->second;
  if (find.bind(name).step()) {
    found->second = find.integer(0);
    find.reset();
  } else {
    make.bind(name).run();
    found->second = database_.last_number();
  }
  return found->second;
}

std::int64_t Names::host(const std::string& name) {
  return number_of(find_host_, make_host_, hosts_, name);
}

std::int64_t Names::device(const std::string& key) {
  return number_of(find_device_, make_device_, devices_, key);
}

// Unit and sense follow from the name, except from one version of this program to another.
std::int64_t Names::metric(const Observation& observation) {
  const char sense = observation.higher_is_better ? '+' : '-';
  const auto [found, is_new] =
      metrics_.try_emplace(observation.metric + '\n' + observation.unit + sense, 0);
  if (!is_new) return found->second;
  const auto bind = [&](Statement& statement) -> Statement& {
    return statement.bind(observation.metric)
        .bind(observation.unit)
        .bind(std::int64_t{observation.higher_is_better});
  };
  if (bind(find_metric_).step()) {
    found->second = find_metric_.integer(0);
    find_metric_.reset();
  } else {
    bind(make_metric_).run();
    found->second = database_.last_number();
  }
  return found->second;
}

void Names::forget() {
  hosts_.clear();
  devices_.clear();
  metrics_.clear();
}

}  // namespace assay::archive
