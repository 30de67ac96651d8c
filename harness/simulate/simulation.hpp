// What does a simulated run pretend?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::simulate {

struct Simulation {
  std::string part;  ///< id in the catalogue: how the device behaves
  std::optional<std::string> present_as =
      {};                                  ///< id in the catalogue: what the driver claims it is
  double noise = 0.01;                     ///< relative standard deviation of one sample
  double clock_ratio = 1;                  ///< of the SM clock a healthy device runs at
  std::optional<double> power_cap_w = {};  ///< enforced power limit
  std::uint32_t disabled_multiprocessors = 0;
  std::optional<std::uint32_t> gpus = {};     ///< alike, all linked to one another; absent: one
  std::vector<std::uint32_t> slow_pair = {};  ///< two GPUs whose way to each other carries half

  std::uint32_t gpu_count() const { return gpus.value_or(1); }
};

}  // namespace assay::simulate
