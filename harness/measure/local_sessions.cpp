// Opens the session that a device's name asks for.
#include "harness/measure/local_sessions.hpp"

#include <algorithm>

#include "harness/measure/cuda_session.hpp"
#include "harness/plan/device.hpp"

namespace assay::measure {

LocalSessions::LocalSessions(const probe::Facts& facts)
    : cpu_{.processors = facts.cpu.thread_processors,
           // The plan names and sizes its cases by the same traits.
           .target = plan::traits_of({.kind = plan::DeviceId::Kind::cpu}, facts).target,
           .last_level_cache_bytes = facts.cpu.last_level_cache_bytes(),
           .numa_nodes =
               static_cast<std::uint32_t>(std::max<std::size_t>(facts.cpu.numa_nodes.size(), 1))} {}

std::unique_ptr<DeviceSession> LocalSessions::open(plan::DeviceId device) {
  if (device.kind == plan::DeviceId::Kind::cuda) return open_cuda_session(device.index);
  return std::make_unique<CpuSession>(cpu_);
}

}  // namespace assay::measure
