// What was measured of a device that tells parts apart?
//
// Only what was measured: no name, no device id, no attribute of the driver. SMs are those the
// census saw, and a clock is the one measured in the case.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <vector>

#include "harness/judge/identity/identity.hpp"

namespace assay::judge {

enum class FeatureKind : std::uint8_t {
  multiprocessors,    ///< seen by the census
  rate_per_sm_clock,  ///< where each SM counted, or census and clock are there
  rate_per_clock,     ///< of all SMs, where there is no census
  rate_ratio,         ///< of two rates where one has no clock, or there is no census
  achieved_rate,      ///< of a GEMM, or of a rate without clock
  memory_bandwidth,
  memory_capacity,
  l2_knee,
  fp8_executes,
  link_bandwidth,
};

/// Features that share a cause count once, by the one that a part explains worst.
enum class FeatureGroup : std::uint8_t {
  multiprocessors,
  tensor,
  fp32,
  fp64,
  achieved,
  bandwidth,
  capacity,
  l2,
  executes,
  link,
};
inline constexpr std::size_t kFeatureGroups = 10;

struct MeasuredFeature {
  Feature shown;
  FeatureKind kind{};
  FeatureGroup group{};
  std::string rate = {};        ///< path of the rate in a part: "tensor.fp16"
  std::string other_rate = {};  ///< of a ratio: what is divided by
  bool same_clock = false;      ///< of a ratio: both were divided by their clock
};

std::vector<MeasuredFeature> features_of(const DeviceEvidence& evidence);

}  // namespace assay::judge
