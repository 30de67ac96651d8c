// Found by what they have in common, listed in that order.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/strata.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <string_view>
#include <tuple>

#include "harness/plan/case.hpp"

namespace assay::judge {
namespace {

using archive::Collection;
using Key = std::tuple<std::string_view, std::string_view, std::int64_t, plan::Level, int>;

constexpr std::int64_t kNoLimit = -1;

// The driver, the power limit and the time of the GPUs are nothing to a CPU.
Key key_of(const Collection& collection, const archive::DeviceInRun& device) {
  const auto& run = collection.runs()[device.run];
  const auto& one = device.device;
  const std::string_view part = one.part.empty() ? one.name : one.part;
  if (one.device == "cpu") return {part, "", kNoLimit, run.level, -1};
  return {part, run.driver, one.power_limit_w ? std::llround(*one.power_limit_w) : kNoLimit,
          run.level, run.parallel ? int{*run.parallel} : -1};
}

FleetStratum stratum_from(const Key& key) {
  FleetStratum made{.part = std::string(std::get<0>(key)),
                    .driver = std::string(std::get<1>(key)),
                    .level = std::get<3>(key)};
  if (std::get<2>(key) >= 0) made.power_limit_w = static_cast<std::uint32_t>(std::get<2>(key));
  if (std::get<4>(key) >= 0) made.parallel = std::get<4>(key) == 1;
  return made;
}

}  // namespace

Strata strata_of(const Collection& collection, const FleetSelection& selection) {
  std::map<Key, std::uint32_t> found;
  Strata made;
  const auto& devices = collection.devices();
  for (std::size_t i = 0; i < devices.size(); ++i) {
    if (selection.devices[i] != 0) found.try_emplace(key_of(collection, devices[i]), 0);
  }
  for (auto& [key, index] : found) {
    index = static_cast<std::uint32_t>(made.list.size());
    made.list.push_back(stratum_from(key));
  }
  made.of_device.assign(devices.size(), Strata::kNone);
  std::vector<std::uint32_t> last_run(made.list.size(), Strata::kNone);
  for (std::size_t i = 0; i < devices.size(); ++i) {
    if (selection.devices[i] == 0) continue;
    const std::uint32_t index = found.at(key_of(collection, devices[i]));
    made.of_device[i] = index;
    ++made.list[index].devices;
    // Devices of a run lie together.
    if (last_run[index] != devices[i].run) ++made.list[index].nodes;
    last_run[index] = devices[i].run;
  }
  return made;
}

std::string stratum_name(const FleetStratum& stratum) {
  std::string name = stratum.part.empty() ? "a part without a name" : stratum.part;
  if (!stratum.driver.empty()) name += fmt::format(", driver {}", stratum.driver);
  if (stratum.power_limit_w) name += fmt::format(", {} W", *stratum.power_limit_w);
  name += fmt::format(", {}", plan::to_string(stratum.level));
  if (stratum.parallel) name += *stratum.parallel ? ", all at once" : ", one by one";
  return name;
}

}  // namespace assay::judge
