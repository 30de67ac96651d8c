// Counted by stratum and run.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/node_sizes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace assay::judge {
namespace {

constexpr std::size_t kNamed = 5;

struct NodeSize {
  std::uint32_t stratum = 0, run = 0;
  std::size_t gpus = 0;
};

std::vector<NodeSize> sizes_of(const archive::Collection& collection, const Strata& strata) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> counts;
  for (std::uint32_t i = 0; i < strata.of_device.size(); ++i) {
    const auto& one = collection.devices()[i];
    if (strata.of_device[i] == Strata::kNone || one.device.device == "cpu") continue;
    ++counts[{strata.of_device[i], one.run}];
  }
  std::vector<NodeSize> list;
  for (const auto& [node, gpus] : counts) list.push_back({node.first, node.second, gpus});
  return list;
}

// What more than half of the nodes of a stratum have; 0 where there is no such number.
std::map<std::uint32_t, std::size_t> usual_sizes(const std::vector<NodeSize>& list,
                                                 const Strata& strata) {
  std::map<std::pair<std::uint32_t, std::size_t>, std::size_t> nodes;
  std::map<std::uint32_t, std::size_t> usual;
  for (const NodeSize& one : list) {
    if (2 * ++nodes[{one.stratum, one.gpus}] > strata.list[one.stratum].nodes) {
      usual[one.stratum] = one.gpus;
    }
  }
  return usual;
}

}  // namespace

std::string fewer_gpus_note(const archive::Collection& collection, const Strata& strata) {
  const auto list = sizes_of(collection, strata);
  auto usual = usual_sizes(list, strata);
  std::string names;
  std::size_t count = 0;
  for (const NodeSize& one : list) {
    if (one.gpus >= usual[one.stratum]) continue;
    if (++count > kNamed) continue;
    names += fmt::format("{}{} ({} of {})", count == 1 ? "" : ", ", collection.runs()[one.run].host,
                         one.gpus, usual[one.stratum]);
  }
  if (count == 0) return "";
  if (count > kNamed) names += fmt::format(" and {} more", count - kNamed);
  return fmt::format("fewer GPUs than most nodes of their kind have: {}", names);
}

}  // namespace assay::judge
