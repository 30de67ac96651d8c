// Allocation and registration, and both undone.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl/memory.hpp"

#include <fmt/format.h>

#include <utility>

#include "kernels/error.hpp"

namespace assay {

using nccl_api::Result;

NcclMemory::NcclMemory(std::shared_ptr<NcclCommunicators> communicators, std::uint64_t bytes)
    : communicators_(std::move(communicators)) {
  try {
    allocate(bytes);
    enroll(bytes);
  } catch (...) {
    release();
    throw;
  }
}

NcclMemory::~NcclMemory() {
  release();
}

void NcclMemory::allocate(std::uint64_t bytes) {
  const NcclLibrary& library = communicators_->library_;
  for (const int device : communicators_->group_.devices) {
    communicators_->group_.select(device);
    void* data = nullptr;
    library.check(library.functions().mem_alloc(&data, bytes),
                  fmt::format("allocating {} B by NCCL on device {}", bytes, device));
    data_.push_back(data);
  }
}

void NcclMemory::enroll(std::uint64_t bytes) {
  constexpr const char* kStep = "registering memory";
  const NcclLibrary& library = communicators_->library_;
  const nccl_api::Functions& call = library.functions();
  registrations_.resize(data_.size(), nullptr);
  const bool windows = library.has_windows();
  communicators_->together(kStep, [&](std::size_t i) {
    const nccl_api::Communicator communicator = communicators_->communicators_[i];
    return windows ? call.comm_window_register(communicator, data_[i], bytes, &registrations_[i],
                                               nccl_api::kSymmetric)
                   : call.comm_register(communicator, data_[i], bytes, &registrations_[i]);
  });
  for (const void* registration : registrations_) {
    // No error: it says nothing where it cannot, and goes on without.
    if (registration != nullptr) continue;
    communicators_->fail(kStep,
                         "it took none; its devices cannot map one another's memory, or "
                         "NCCL_CUMEM_ENABLE or NCCL_LOCAL_REGISTER is 0");
  }
}

void NcclMemory::release() {
  if (communicators_->abandoned_) return;
  const NcclLibrary& library = communicators_->library_;
  const nccl_api::Functions& call = library.functions();
  // Those of a communicator that was aborted went with it.
  const auto& live = communicators_->communicators_;
  for (std::size_t i = 0; i < registrations_.size() && i < live.size(); ++i) {
    if (registrations_[i] == nullptr) continue;
    if (library.has_windows()) {
      call.comm_window_deregister(live[i], registrations_[i]);
    } else {
      call.comm_deregister(live[i], registrations_[i]);
    }
  }
  try {
    for (std::size_t i = 0; i < data_.size(); ++i) {
      communicators_->group_.select(communicators_->group_.devices[i]);
      call.mem_free(data_[i]);
    }
  } catch (const Error&) {
    // A device that is lost: its memory went with it.
  }
}

}  // namespace assay
