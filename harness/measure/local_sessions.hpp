// The devices of this machine, as the probe found them.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/measure/cpu_session.hpp"
#include "harness/measure/cuda_device.hpp"
#include "harness/measure/group_world.hpp"
#include "harness/measure/session.hpp"
#include "harness/measure/telemetry/watch.hpp"
#include "harness/probe/facts.hpp"
#include "harness/probe/nvml/nvml.hpp"

namespace assay::measure {

class LocalSessions final : public SessionFactory {
 public:
  explicit LocalSessions(const probe::Facts& facts);

  /// A GPU that a case before has lost is refused: the others go on without it.
  std::unique_ptr<DeviceSession> open(plan::DeviceId device) override;

  /// Of GPUs of this process, none of which a case before may have lost.
  std::unique_ptr<DeviceSession> open_group(const plan::Case& planned) override;

  /// Of GPUs of this process that are a part of a larger group.
  std::unique_ptr<DeviceSession> open_part(const std::vector<plan::DeviceId>& gpus,
                                           GroupWorld world);

  std::string lost(const plan::Case& planned) const override;
  bool abandoned() const override;

 private:
  CudaDevice& usable_gpu(int index);
  std::vector<CudaDevice*> usable_gpus(const std::vector<plan::DeviceId>& gpus);
  Watch watch(const CudaDevice& device);

  CpuSettings cpu_;
  std::map<int, CudaDevice> gpus_;  ///< by index; outlives the sessions
  std::map<int, std::string> pci_bus_ids_;
  std::optional<probe::Nvml> nvml_;  ///< opened for the first GPU
};

}  // namespace assay::measure
