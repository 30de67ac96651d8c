// Takes memory that the switch reaches where a case has use for it.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_group_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "kernels/error.hpp"

namespace assay::measure {

SwitchUse switch_use_of(const Parameters& parameters) {
  if (parameters.engine != Engine::sm) return SwitchUse::none;
  if (parameters.algorithm == Algorithm::multimem) return SwitchUse::required;
  return parameters.algorithm == Algorithm::best ? SwitchUse::wished : SwitchUse::none;
}

CudaGroupMemory::CudaGroupMemory(std::vector<CudaDevice*> devices) : devices_(std::move(devices)) {}

CudaGroupMemory::~CudaGroupMemory() {
  release();
}

void CudaGroupMemory::release() {
  const bool is_abandoned = std::any_of(devices_.begin(), devices_.end(),
                                        [](const CudaDevice* one) { return one->abandoned; });
  if (shared_ && is_abandoned) shared_->leave();
  shared_.reset();
  shared_bytes_ = 0;
}

void CudaGroupMemory::share(std::uint64_t bytes, SwitchUse use) {
  if (shared_ && bytes == shared_bytes_) return;
  release();
  std::vector<int> indices;
  for (const CudaDevice* device : devices_) indices.push_back(device->index);
  try {
    shared_.emplace(indices, bytes, PeerWay::mapped);
    shared_bytes_ = bytes;
    if (shared_->multicast() != nullptr) return;
    throw Error(ErrorKind::unavailable,
                fmt::format("having the switch add up: {}", shared_->why_no_multicast()));
  } catch (const Error&) {
    release();
    if (use == SwitchUse::required) throw;
  }
}

void CudaGroupMemory::set_up(const CudaGroupMembers& members, const ArrayWishes& wishes,
                             SwitchUse use) {
  if (use == SwitchUse::none) {
    release();
  } else {
    for (const auto& one : members) {
      one->select();
      one->memory().release();
    }
    share(CudaMemory::device_bytes(wishes), use);
  }
  for (std::size_t rank = 0; rank < members.size(); ++rank) {
    CudaGroupMember& one = *members[rank];
    one.select();
    if (shared_) {
      one.memory().place(one.work(), wishes, shared_->data(static_cast<int>(rank)));
    } else {
      one.memory().set_up(one.work(), wishes);
    }
  }
}

void* CudaGroupMemory::multicast(const void* array) const {
  if (!shared_ || array == nullptr) return nullptr;
  return shared_->multicast() + (static_cast<const std::byte*>(array) - shared_->data(0));
}

}  // namespace assay::measure
