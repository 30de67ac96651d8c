// How many launches make one sample, and how long will a case take?
//
// The rates behind both are guesses per kind of device, documented in pace.cpp. They decide only
// how a case is cut into samples and what "remaining about" says; no result is ever computed from
// them.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "harness/plan/device.hpp"
#include "harness/plan/sampling.hpp"

namespace assay::plan {

/// A sample shorter than this is lost in timer and launch overhead.
inline constexpr Seconds kSampleTarget{1e-3};

struct Pace {
  std::uint64_t iterations = 1;  ///< so that a sample lasts about kSampleTarget or longer
  Seconds estimate{};            ///< of the whole case
  Seconds step{};                ///< of whatever lasts longest between two signs of life
};

/// `footprint_bytes`: all arrays together.
Pace pace_of(const Kernel& kernel, const Parameters& parameters, const Work& work,
             double footprint_bytes, const DeviceTraits& device, const Sampling& sampling);

}  // namespace assay::plan
