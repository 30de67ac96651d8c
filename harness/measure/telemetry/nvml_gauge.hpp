// The gauge of a GPU, by NVIDIA's management library.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/measure/telemetry/gauge.hpp"
#include "harness/measure/telemetry/watch.hpp"
#include "harness/probe/nvml/nvml.hpp"

namespace assay::measure {

class NvmlGauge final : public Gauge {
 public:
  NvmlGauge(probe::Nvml nvml, probe::NvmlDevice device);

  /// Both throw Error(unavailable) where the library hangs, the GPU is lost, or nothing at all can
  /// be read.
  Reading read() override;
  ErrorCounts error_totals() override;

 private:
  template <typename Result, typename Read>
  Result ask(Read values);

  probe::Nvml nvml_;
  probe::NvmlDevice device_;
  Seconds cpu_seen_{};  ///< of the library's thread, when a call of ours last ended
};

/// Of the GPU that CUDA calls so; one that watches nothing, and says why, where NVML is missing or
/// does not know it.
Watch watch_gpu(const probe::Nvml& nvml, const std::string& uuid, const std::string& pci_bus_id,
                SamplerOptions options = {});

}  // namespace assay::measure
