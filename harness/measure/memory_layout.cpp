// Lays arrays out one after the other.
#include "harness/measure/memory_layout.hpp"

#include <limits>

#include "kernels/error.hpp"

namespace assay::measure {
namespace {

std::uint64_t aligned_end(std::uint64_t start, std::uint64_t bytes, std::uint64_t alignment) {
  // Half the range: what is added behind this end cannot overflow either.
  constexpr std::uint64_t kLimit = std::numeric_limits<std::uint64_t>::max() / 2;
  if (bytes > kLimit - alignment - start) {
    throw Error(ErrorKind::usage,
                "laying out the arrays of a case: they exceed the address space; "
                "give a smaller --bytes");
  }
  return (start + bytes + alignment - 1) / alignment * alignment;
}

}  // namespace

MemoryLayout::MemoryLayout(const ArraySizes& wanted, std::uint64_t alignment,
                           std::uint32_t processor_count)
    : sizes(wanted), processors(processor_count) {
  std::uint64_t end = 0;
  for (int i = 0; i < kMaxArrays; ++i) {
    offsets[i] = end;
    end = aligned_end(end, sizes.bytes[i], alignment);
  }
  mismatch_offset = end;
  counted_offset = end + sizeof(Mismatch);
  processor_work_offset = aligned_end(end, sizeof(Mismatch) + sizeof(double), alignment);
  total_bytes = aligned_end(processor_work_offset, processors * sizeof(ProcessorWork), alignment);
}

Arrays MemoryLayout::place(std::byte* base) const {
  Arrays arrays;
  for (int i = 0; i < kMaxArrays; ++i) {
    if (sizes.bytes[i] != 0) arrays.data[i] = base + offsets[i];
  }
  arrays.mismatch = reinterpret_cast<Mismatch*>(base + mismatch_offset);
  arrays.counted = reinterpret_cast<double*>(base + counted_offset);
  if (processors != 0) {
    arrays.processor_work = reinterpret_cast<ProcessorWork*>(base + processor_work_offset);
  }
  return arrays;
}

}  // namespace assay::measure
