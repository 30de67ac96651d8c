// Takes and lays out the arrays of a case.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cuda_memory.hpp"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <limits>

#include "harness/core/units.hpp"
#include "harness/measure/memory_layout.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

// The widest transaction of a memory controller is far below; cudaMalloc itself aligns to 512.
constexpr std::uint64_t kAlignmentBytes = 4096;

/// The arrays at `place`; the others have no size.
ArraySizes part_of(const ArraySizes& all, Place place) {
  ArraySizes part = all;
  for (int i = 0; i < kMaxArrays; ++i) {
    if (all.place[i] != place) part.bytes[i] = 0;
  }
  return part;
}

MemoryLayout device_layout(const ArrayWishes& wishes) {
  return {part_of(wishes.sizes, Place::device), kAlignmentBytes, wishes.processors};
}

std::uint64_t total_bytes(const MemoryLayout& layout, std::uint64_t copies) {
  if (copies <= std::numeric_limits<std::uint64_t>::max() / layout.total_bytes) {
    return layout.total_bytes * copies;
  }
  throw Error(ErrorKind::usage,
              "laying out the arrays of a case: their copies exceed the address space; give a "
              "smaller --bytes");
}

}  // namespace

HostArray::HostArray(CudaWork& work, std::uint64_t bytes, HostMemory memory, int node) {
  if (memory == HostMemory::pinned && node < 0) {
    pinned_ = allocate_pinned(work, bytes);
    return;
  }
  NumaSystem system;
  pages_ = std::make_unique<NumaMemory>(bytes, node, system);
  if (memory == HostMemory::pinned) pin(work);
}

void HostArray::pin(CudaWork& work) {
  work.check(cudaHostRegister(pages_->data(), pages_->bytes(), cudaHostRegisterMapped),
             fmt::format("pinning {} of the host", format_bytes(pages_->bytes())),
             "give a smaller --bytes, or raise the limit of locked memory (ulimit -l)");
  registered_ = &work.device();
}

HostArray::~HostArray() {
  if (registered_ == nullptr) return;
  if (registered_->abandoned) {
    // The device may still write to it, and to unpin it is to wait: it stays mapped.
    static_cast<void>(pages_.release());
  } else {
    cudaHostUnregister(pages_->data());
  }
}

std::byte* CudaMemory::reserve(CudaWork& work, std::uint64_t bytes) {
  if (bytes == device_bytes_) return device_.get();
  device_.reset();
  device_bytes_ = 0;
  device_ = allocate_device(work, bytes);
  device_bytes_ = bytes;
  return device_.get();
}

std::uint64_t CudaMemory::device_bytes(const ArrayWishes& wishes) {
  return total_bytes(device_layout(wishes), wishes.copies);
}

void CudaMemory::set_up(CudaWork& work, const ArrayWishes& wishes) {
  copies_.clear();
  host_.clear();
  place(work, wishes, reserve(work, device_bytes(wishes)));
}

void CudaMemory::place(CudaWork& work, const ArrayWishes& wishes, std::byte* base) {
  copies_.clear();
  host_.clear();
  const MemoryLayout layout = device_layout(wishes);
  for (std::uint64_t i = 0; i < wishes.copies; ++i) {
    Arrays arrays = layout.place(base + i * layout.total_bytes);
    if (i != 0) {
      arrays.mismatch = copies_.front().mismatch;
      arrays.counted = copies_.front().counted;
      arrays.processor_work = copies_.front().processor_work;
    }
    copies_.push_back(arrays);
  }
  const ArraySizes host = part_of(wishes.sizes, Place::host);
  for (int i = 0; i < kMaxArrays; ++i) {
    if (host.bytes[i] == 0) continue;
    const HostMemory kind =
        wishes.host_memory == HostMemory::none ? HostMemory::pinned : wishes.host_memory;
    host_.push_back(std::make_unique<HostArray>(work, host.bytes[i], kind, wishes.numa_node));
    for (Arrays& arrays : copies_) arrays.data[i] = host_.back()->data();
  }
}

void CudaMemory::release() {
  copies_.clear();
  host_.clear();
  device_.reset();
  device_bytes_ = 0;
}

}  // namespace assay::measure
