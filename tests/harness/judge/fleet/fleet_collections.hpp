// Fleets made by hand: nodes of equal GPUs with normal noise, and whatever is planted among them.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/archive/collection.hpp"

namespace assay::judge {

struct MadeFleet {
  std::size_t nodes = 16, gpus = 8;
  std::vector<std::string> metrics = {"gemm.bf16/throughput [type=bf16]"};
  double noise = 0.005;  ///< relative standard deviation
  bool with_links = false;
  std::uint64_t seed = 1;
  /// Called with each entry before it is added.
  std::function<void(std::size_t node, archive::Entry&)> plant = {};
};

inline constexpr double kUsualRate = 700e12, kUsualLink = 380e9;

/// "node3", measured at night all at once; devices "GPU-3-0", ...
archive::Entry made_node(const MadeFleet& fleet, std::size_t node);
archive::Collection made_fleet(const MadeFleet& fleet);

/// Multiplies what was observed of a GPU of the entry, of its ways too where that is asked for.
void scale_gpu(archive::Entry& entry, std::uint32_t gpu, double factor);
/// The way between two GPUs, in both directions.
void scale_link(archive::Entry& entry, std::uint32_t one, std::uint32_t other, double factor);

}  // namespace assay::judge
