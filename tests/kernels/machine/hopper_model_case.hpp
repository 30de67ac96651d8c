// What the tests of the Hopper model share: a small block, and an mbarrier.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "kernels/machine/hopper_model.hpp"

namespace assay::model {

using Body = std::function<void(HopperMachine&)>;

inline constexpr std::uint32_t kBase = kSharedBase, kBarrier = kBase + 32768;

/// Warpgroup 0 alone, unless options say otherwise.
inline HopperOptions options() {
  return {.warpgroups = 1, .shared_bytes = 40960};
}
inline std::string run(HopperOptions all, const Body& body) {
  return run_hopper(all, body);
}

inline std::vector<std::uint16_t> counted(std::size_t count) {
  std::vector<std::uint16_t> values(count);
  std::iota(values.begin(), values.end(), std::uint16_t{1});
  return values;
}
template <class T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

inline void init(HopperMachine& m, std::uint32_t arrivals = 1) {
  m.block_leader([&] {
    m.mbarrier_init(kBarrier, arrivals);
    m.fence_mbarrier_init();
  });
  m.cluster_sync();
}

}  // namespace assay::model
