// Opens the session that a device's name asks for.
#include "harness/measure/local_sessions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/measure/cuda_group_session.hpp"
#include "harness/measure/cuda_session.hpp"
#include "harness/measure/telemetry/nvml_gauge.hpp"
#include "harness/plan/device.hpp"
#include "kernels/error.hpp"

namespace assay::measure {

LocalSessions::LocalSessions(const probe::Facts& facts)
    : cpu_{.processors = facts.cpu.thread_processors,
           // The plan names and sizes its cases by the same traits.
           .target = plan::traits_of({.kind = plan::DeviceId::Kind::cpu}, facts).target,
           .last_level_cache_bytes = facts.cpu.last_level_cache_bytes(),
           .numa_nodes =
               static_cast<std::uint32_t>(std::max<std::size_t>(facts.cpu.numa_nodes.size(), 1))} {
  for (const probe::CudaFacts& gpu : facts.cuda.devices) {
    gpus_.emplace(gpu.index, CudaDevice{.index = gpu.index, .uuid = gpu.uuid});
    pci_bus_ids_.emplace(gpu.index, gpu.pci_bus_id);
  }
}

std::unique_ptr<DeviceSession> LocalSessions::open(plan::DeviceId device) {
  if (device.kind == plan::DeviceId::Kind::cpu) return std::make_unique<CpuSession>(cpu_);
  CudaDevice& gpu = usable_gpu(device.index);
  return open_cuda_session(gpu, watch(gpu));
}

std::unique_ptr<DeviceSession> LocalSessions::open_group(const plan::Case& planned) {
  if (planned.group.empty()) return SessionFactory::open_group(planned);
  std::vector<CudaDevice*> gpus = usable_gpus(planned.group);
  Watch first = watch(*gpus.front());
  return open_cuda_group_session(std::move(gpus), std::move(first));
}

std::unique_ptr<DeviceSession> LocalSessions::open_part(const std::vector<plan::DeviceId>& list,
                                                        GroupWorld world) {
  std::vector<CudaDevice*> gpus = usable_gpus(list);
  Watch first = watch(*gpus.front());
  return open_cuda_group_session(std::move(gpus), std::move(first), nccl_files(), std::move(world));
}

std::vector<CudaDevice*> LocalSessions::usable_gpus(const std::vector<plan::DeviceId>& list) {
  std::vector<CudaDevice*> gpus;
  for (const plan::DeviceId device : list) gpus.push_back(&usable_gpu(device.index));
  return gpus;
}

CudaDevice& LocalSessions::usable_gpu(int index) {
  CudaDevice& gpu = gpus_.try_emplace(index, CudaDevice{.index = index}).first->second;
  if (gpu.lost.empty()) return gpu;
  throw Error(ErrorKind::unavailable,
              fmt::format("{}; start assay again for the cases that are left", gpu.lost));
}

Watch LocalSessions::watch(const CudaDevice& device) {
  if (!nvml_) nvml_.emplace();
  return watch_gpu(*nvml_, device.uuid, pci_bus_ids_[device.index]);
}

std::string LocalSessions::lost(const plan::Case& planned) const {
  std::vector<plan::DeviceId> devices = planned.group;
  devices.push_back(planned.device);
  for (const plan::DeviceId device : devices) {
    if (device.kind != plan::DeviceId::Kind::cuda) continue;
    const auto found = gpus_.find(device.index);
    if (found != gpus_.end() && !found->second.lost.empty()) return found->second.lost;
  }
  return {};
}

bool LocalSessions::abandoned() const {
  return std::any_of(gpus_.begin(), gpus_.end(),
                     [](const auto& gpu) { return gpu.second.abandoned; });
}

}  // namespace assay::measure
