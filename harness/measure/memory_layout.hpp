// Where in one piece of memory do the arrays of a case lie?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

#include "kernels/kernel.hpp"

namespace assay::measure {

/// Offsets from an aligned base; every array, and the Mismatch, the count and the work of each
/// processor behind them, starts aligned.
struct MemoryLayout {
  ArraySizes sizes;
  std::uint64_t offsets[kMaxArrays] = {};
  std::uint64_t mismatch_offset = 0;
  std::uint64_t counted_offset = 0;  ///< in the same piece as the Mismatch
  std::uint64_t processor_work_offset = 0;
  std::uint32_t processors = 0;  ///< entries of the processors' work; 0: there is none
  std::uint64_t total_bytes = 0;

  /// Throws Error(usage) where the sizes do not fit an address space.
  MemoryLayout(const ArraySizes& sizes, std::uint64_t alignment, std::uint32_t processors = 0);

  /// Pointers into memory at `base`; null for arrays of no size.
  Arrays place(std::byte* base) const;
};

}  // namespace assay::measure
