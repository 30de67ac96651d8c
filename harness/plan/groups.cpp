// Asks the kernel for its cases and deals them to all GPUs, or to pairs of them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::plan {
namespace {

std::vector<DeviceId> gpus_of(const Options& options) {
  std::vector<DeviceId> gpus;
  for (const DeviceId id : options.devices) {
    if (id.kind == DeviceId::Kind::cuda) gpus.push_back(id);
  }
  return gpus;
}

const probe::Peer* find_peer(const probe::Facts& facts, DeviceId from, DeviceId to) {
  for (const probe::Peer& peer : facts.cuda.peers) {
    if (peer.from == from.index && peer.to == to.index) return &peer;
  }
  return nullptr;
}

// Of one ordered pair. A link that the driver names makes its absence a fault; without NVLink many
// boards and parts never had a way to each other's memory.
struct Reach {
  std::string why_not = {};
  bool by_design = false;
};

Reach reach_of(const probe::Facts& facts, DeviceId from, DeviceId to) {
  const probe::Peer* const peer = find_peer(facts, from, to);
  if (peer != nullptr && peer->access) return {};
  const std::string link = peer != nullptr ? peer->link.value_or("unknown") : "unknown";
  return {.why_not = fmt::format("{} cannot reach the memory of {} (link: {}); look at "
                                 "nvidia-smi topo -p2p r, at the fabric manager, and at IOMMU and "
                                 "ACS settings",
                                 to_string(from), to_string(to), link),
          .by_design = peer != nullptr && link != "nvlink"};
}

Reach reach_within(const probe::Facts& facts, const std::vector<DeviceId>& group) {
  for (const DeviceId from : group) {
    for (const DeviceId to : group) {
      if (from == to) continue;
      Reach reach = reach_of(facts, from, to);
      if (!reach.why_not.empty()) return reach;
    }
  }
  return {};
}

std::string why_unusable(const probe::Facts& facts, const std::vector<DeviceId>& group) {
  for (const DeviceId id : group) {
    const std::string why = plan::why_unusable(id, facts);
    if (why.empty()) continue;
    return group.size() == 1 ? why : fmt::format("{}: {}", to_string(id), why);
  }
  return {};
}

// Libraries go through the host where devices do not reach each other.
bool needs_reach(const Parameters& parameters) {
  return parameters.engine != Engine::nccl;
}

GroupCase with_reasons(const probe::Facts& facts, GroupCase one) {
  one.unavailable = why_unusable(facts, one.group);
  if (one.group.size() < 2 && one.unavailable.empty()) {
    one.beyond_devices = true;
    one.unavailable =
        fmt::format("{} is the only GPU, and it takes at least two", to_string(one.group.front()));
  }
  if (!one.unavailable.empty() || !needs_reach(one.parameters)) return one;
  Reach reach = reach_within(facts, one.group);
  one.unavailable = std::move(reach.why_not);
  one.beyond_devices = reach.by_design;
  return one;
}

void add_pairs(std::vector<GroupCase>& cases, const probe::Facts& facts,
               const std::vector<DeviceId>& gpus, const Kernel& kernel, const Parameters& p) {
  // The way there and back is one measurement of both.
  const bool symmetric = p.direction == Direction::both || kernel.quantity == Quantity::latency;
  for (std::size_t from = 0; from < gpus.size(); ++from) {
    for (std::size_t to = symmetric ? from + 1 : 0; to < gpus.size(); ++to) {
      if (from == to) continue;
      GroupCase one{.parameters = p, .group = {gpus[from], gpus[to]}};
      one.parameters.peer = gpus[to].index;
      cases.push_back(with_reasons(facts, std::move(one)));
    }
  }
}

GroupShape shape_of_group(const std::vector<DeviceId>& gpus, const probe::Facts& facts) {
  const DeviceTraits weakest = weakest_of(gpus, facts);
  return {.devices = static_cast<std::uint32_t>(gpus.size()),
          .compute_capability = weakest.compute_capability,
          .memory_free_bytes = weakest.memory_available_bytes.value_or(0),
          .multicast = weakest.multicast};
}

}  // namespace

DeviceTraits weakest_of(const std::vector<DeviceId>& group, const probe::Facts& facts) {
  DeviceTraits weakest = traits_of(group.front(), facts);
  for (const DeviceId id : group) {
    const DeviceTraits traits = traits_of(id, facts);
    weakest.processors = std::min(weakest.processors, traits.processors);
    weakest.compute_capability = std::min(weakest.compute_capability, traits.compute_capability);
    weakest.multicast = weakest.multicast && traits.multicast;
    if (traits.memory_available_bytes < weakest.memory_available_bytes) {
      weakest.memory_available_bytes = traits.memory_available_bytes;
    }
    if (weakest.unavailable.empty()) weakest.unavailable = traits.unavailable;
  }
  return weakest;
}

void replace_sizes(std::vector<Parameters>& list, const std::vector<std::uint64_t>& sizes) {
  if (sizes.empty()) return;
  std::vector<Parameters> at_sizes;
  for (Parameters p : list) {
    for (const std::uint64_t bytes : p.bytes != 0 ? sizes : std::vector<std::uint64_t>{0}) {
      p.bytes = bytes;
      const auto same = [&](const Parameters& other) { return other == p; };
      if (std::none_of(at_sizes.begin(), at_sizes.end(), same)) at_sizes.push_back(p);
    }
  }
  list = std::move(at_sizes);
}

std::vector<GroupCase> group_cases(const Kernel& kernel, const probe::Facts& facts,
                                   const Options& options) {
  const std::vector<DeviceId> gpus = gpus_of(options);
  if (gpus.empty() || kernel.group_cases == nullptr || options.sweep != Sweep::none) return {};
  GroupShape shape = shape_of_group(gpus, facts);
  shape.devices = std::max(shape.devices, 2u);  // what a single one is not made for has names too
  std::vector<Parameters> list(kMaxGroupCases);
  const Depth depth = options.level == Level::quick ? Depth::quick : Depth::thorough;
  list.resize(static_cast<std::size_t>(kernel.group_cases(shape, depth, list.data())));
  replace_sizes(list, options.bytes);
  std::vector<GroupCase> cases;
  for (const Parameters& p : list) {
    if (p.pattern == Pattern::pair && gpus.size() > 1) {
      add_pairs(cases, facts, gpus, kernel, p);
    } else {
      cases.push_back(with_reasons(facts, {.parameters = p, .group = gpus}));
    }
  }
  return cases;
}

}  // namespace assay::plan
