// Opens one GPU of a group.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_group_member.hpp"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include "harness/plan/case.hpp"

namespace assay::measure {

CudaGroupMember::CudaGroupMember(CudaDevice& device)
    : device_(device),
      work_(device),
      index_(work_.select()),
      stream_(make_stream(work_)),
      readback_(work_, stream_.get()),
      stall_(work_),
      start_(make_event(work_, EventKind::timing)),
      stop_(make_event(work_, EventKind::timing)),
      quiet_{
          .queue = stream_.get(),
          .processors = static_cast<std::uint32_t>(work_.attribute(cudaDevAttrMultiProcessorCount)),
          .last_level_cache_bytes = work_.attribute(cudaDevAttrL2CacheSize)} {
  launch_ = quiet_;
}

void CudaGroupMember::begin_case(const plan::Case& planned) {
  work_.begin_case(planned.name(), planned.deadline);
  select();
  launch_.ticks = readback_.ticks();
  stall_.arm(launch_);
  stall_.arm(quiet_);
}

void CudaGroupMember::reach(std::span<const int> devices) {
  for (const int other : devices) {
    if (other == index_) continue;
    const cudaError_t status = cudaDeviceEnablePeerAccess(other, 0);
    if (status == cudaErrorPeerAccessAlreadyEnabled) {
      cudaGetLastError();
      continue;
    }
    work_.check(status, fmt::format("reaching the memory of cuda:{}", other),
                "look at nvidia-smi topo -p2p r, at the fabric manager, and at IOMMU and ACS "
                "settings");
  }
}

bool CudaGroupMember::is_done() const {
  const cudaError_t status = cudaStreamQuery(stream_.get());
  if (status == cudaErrorNotReady) cudaGetLastError();
  return status != cudaErrorNotReady;
}

void CudaGroupMember::abandon(std::string_view why) {
  device_.abandoned = true;
  if (device_.lost.empty()) device_.lost = fmt::format("{}: {}", device_.name(), why);
}

}  // namespace assay::measure
