// How long is a case sampled, and how is the device made ready for it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "harness/plan/device.hpp"
#include "harness/plan/options.hpp"

namespace assay::plan {

struct Sampling {
  Seconds minimum_time{};
  std::uint64_t minimum_samples = 1;
  Seconds settle{};             ///< warm-up may go on so long until the clocks of a GPU are level
  bool cool_down = false;       ///< the device cools first
  bool with_reference = false;  ///< a library is timed beside each sample
};

Sampling sampling_of(const Kernel& kernel, const Parameters& parameters, const DeviceTraits& device,
                     const Options& options);

}  // namespace assay::plan
