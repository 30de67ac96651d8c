// Memory of the host for the arrays of a case: huge pages, touched by nobody yet.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

namespace assay::measure {

/// Size and alignment of a huge page on x86-64, and of the usual one on AArch64.
inline constexpr std::uint64_t kHugePageBytes = std::uint64_t{2} << 20;

/// Kept and grown between cases: page faults of several GiB take longer than measuring in them.
class CpuMemory {
 public:
  CpuMemory() = default;
  ~CpuMemory();
  CpuMemory(const CpuMemory&) = delete;
  CpuMemory& operator=(const CpuMemory&) = delete;

  /// At least so many bytes, aligned to a huge page. What was there before is lost, and the address
  /// may change. Throws Error(unavailable) where the system gives none.
  std::byte* reserve(std::uint64_t bytes);

  /// Gives the pages back but keeps the addresses: whoever touches one next decides its NUMA node.
  void discard_pages();

  /// Keeps what there is until the process ends: something that cannot be stopped writes to it.
  void leak();

 private:
  void release();

  std::byte* data_ = nullptr;
  std::uint64_t size_bytes_ = 0;
};

}  // namespace assay::measure
