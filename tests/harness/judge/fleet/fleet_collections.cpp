// SPDX-License-Identifier: Apache-2.0
#include "fleet_collections.hpp"

#include <fmt/format.h>

#include <random>

#include "harness/document/timestamp.hpp"

namespace assay::judge {
namespace {

void add_links(archive::Entry& entry, std::size_t gpus, const auto& noisy) {
  for (std::uint32_t from = 0; from < gpus; ++from) {
    for (std::uint32_t to = 0; to < gpus; ++to) {
      if (from == to) continue;
      entry.observations.push_back({.metric = "transfer.peer/bandwidth [direction=one engine=sm]",
                                    .unit = "B/s",
                                    .device = from,
                                    .peer = to,
                                    .value = noisy(kUsualLink)});
    }
  }
}

}  // namespace

archive::Entry made_node(const MadeFleet& fleet, std::size_t node) {
  std::mt19937_64 random(fleet.seed * 1'000'003 + node);
  std::normal_distribution<double> noise(1, fleet.noise);
  const auto noisy = [&](double value) { return value * noise(random); };
  archive::Entry entry;
  entry.run = {.id = fmt::format("run-{}-{}", fleet.seed, node),
               .host = fmt::format("node{}", node),
               .started_at = *document::parse_timestamp("2026-03-01T02:00:00Z"),
               .tool_version = "0.1.0",
               .kernel = "6.1.0",
               .driver = "550.54",
               .parallel = true};
  for (std::size_t gpu = 0; gpu < fleet.gpus; ++gpu) {
    entry.devices.push_back({.key = fmt::format("GPU-{}-{}", node, gpu),
                             .device = fmt::format("cuda:{}", gpu),
                             .name = "NVIDIA H100 80GB HBM3",
                             .part = "h100-sxm",
                             .serial = fmt::format("165{:04}{}", node, gpu),
                             .slot = fmt::format("0000:{:02x}:00.0", 16 * gpu + 1),
                             .vbios = "",
                             .power_limit_w = 700});
  }
  for (const auto& metric : fleet.metrics) {
    for (std::uint32_t gpu = 0; gpu < fleet.gpus; ++gpu) {
      entry.observations.push_back({.metric = metric,
                                    .unit = "FLOP/s",
                                    .device = gpu,
                                    .value = noisy(kUsualRate),
                                    .clock_hz = 1.755e9,
                                    .temperature_c = 60,
                                    .power_w = 690});
    }
  }
  if (fleet.with_links) add_links(entry, fleet.gpus, noisy);
  if (fleet.plant) fleet.plant(node, entry);
  return entry;
}

archive::Collection made_fleet(const MadeFleet& fleet) {
  archive::Collection collection;
  for (std::size_t node = 0; node < fleet.nodes; ++node) collection.add(made_node(fleet, node));
  return collection;
}

void scale_gpu(archive::Entry& entry, std::uint32_t gpu, double factor) {
  for (auto& one : entry.observations) {
    if (one.device == gpu && !one.peer) one.value *= factor;
  }
}

void scale_link(archive::Entry& entry, std::uint32_t one, std::uint32_t other, double factor) {
  for (auto& seen : entry.observations) {
    const bool there = seen.device == one && seen.peer == other;
    const bool back = seen.device == other && seen.peer == one;
    if (there || back) seen.value *= factor;
  }
}

}  // namespace assay::judge
