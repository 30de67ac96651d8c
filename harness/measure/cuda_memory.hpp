// Where do the arrays of a case lie: on the device in how many copies, and where on the host?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <memory>
#include <vector>

#include "harness/measure/cuda_handles.hpp"
#include "harness/measure/numa_memory.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// Memory of the host that a device copies from or to.
class HostArray {
 public:
  /// `memory` is not none; `node` -1: wherever the system puts it.
  HostArray(CudaWork& work, std::uint64_t bytes, HostMemory memory, int node);
  ~HostArray();
  HostArray(const HostArray&) = delete;
  HostArray& operator=(const HostArray&) = delete;

  std::byte* data() const { return pages_ ? pages_->data() : pinned_.get(); }

 private:
  void pin(CudaWork& work);

  // CUDA's own pinned memory cannot be told where to lie, and does not say where it does. On a node
  // it is ordinary memory, placed first and pinned then.
  std::unique_ptr<NumaMemory> pages_;
  PinnedMemory pinned_;
  const CudaDevice* registered_ = nullptr;
};

/// What a case asks for.
struct ArrayWishes {
  ArraySizes sizes;
  std::uint64_t copies = 1;  ///< of every array
  HostMemory host_memory = HostMemory::none;
  int numa_node = -1;
  std::uint32_t processors = 0;  ///< whose work the kernel leaves; 0: it leaves none
};

/// The arrays of one case, each set of them complete; all share what kernels count and find.
class CudaMemory {
 public:
  /// Replaces the arrays of the case before. Their device memory is kept where it is just what is
  /// needed; else it is freed before anything new is taken.
  void set_up(CudaWork& work, const ArrayWishes& wishes);

  /// The same in device memory that somebody else holds, device_bytes() of it from `base` on,
  /// aligned to 4096.
  void place(CudaWork& work, const ArrayWishes& wishes, std::byte* base);
  /// Throws Error(usage) where they exceed the address space.
  static std::uint64_t device_bytes(const ArrayWishes& wishes);

  /// Everything: the next case may want all there is.
  void release();

  const std::vector<Arrays>& copies() const { return copies_; }

 private:
  std::byte* reserve(CudaWork& work, std::uint64_t bytes);

  DeviceMemory device_;
  std::uint64_t device_bytes_ = 0;
  std::vector<std::unique_ptr<HostArray>> host_;
  std::vector<Arrays> copies_;
};

}  // namespace assay::measure
