// Do the arrays of a case lie apart, aligned, and in memory that is there?
#include "harness/measure/memory_layout.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

#include "harness/measure/cpu_memory.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

TEST(MemoryLayout, ArraysFollowEachOtherAligned) {
  const MemoryLayout layout({{4096, 4097, 0, 1}}, 4096);
  EXPECT_EQ(layout.offsets[0], 0u);
  EXPECT_EQ(layout.offsets[1], 4096u);
  EXPECT_EQ(layout.offsets[3], 3u * 4096);
  EXPECT_EQ(layout.mismatch_offset, 4u * 4096);
  EXPECT_EQ(layout.total_bytes, 5u * 4096);
}

TEST(MemoryLayout, ArraysOfNoSizeAreNull) {
  alignas(64) std::byte memory[1024];
  const Arrays arrays = MemoryLayout({{64, 0, 64, 0}}, 64).place(memory);
  EXPECT_EQ(arrays.data[0], memory);
  EXPECT_EQ(arrays.data[1], nullptr);
  EXPECT_EQ(arrays.data[2], memory + 64);
  EXPECT_EQ(arrays.data[3], nullptr);
  EXPECT_EQ(static_cast<void*>(arrays.mismatch), memory + 128);
  EXPECT_EQ(static_cast<void*>(arrays.counted), memory + 128 + sizeof(Mismatch));
}

TEST(MemoryLayout, WorkOfTheProcessorsLiesBehindAllElseWhereItIsLeft) {
  alignas(64) std::byte memory[1024];
  const MemoryLayout layout({{64, 0, 0, 0}}, 64, 5);
  const Arrays arrays = layout.place(memory);
  EXPECT_EQ(static_cast<void*>(arrays.processor_work), memory + 128);
  EXPECT_EQ(layout.total_bytes, 128 + 5 * sizeof(ProcessorWork) + 8);
  EXPECT_EQ(MemoryLayout({{64, 0, 0, 0}}, 64).place(memory).processor_work, nullptr);
}

TEST(MemoryLayout, RefusesWhatNoAddressSpaceHolds) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  EXPECT_THROW(MemoryLayout({{kMost, 0, 0, 0}}, 4096), Error);
  EXPECT_THROW(MemoryLayout({{kMost / 4, kMost / 4, kMost / 4, kMost / 4}}, 4096), Error);
}

TEST(CpuMemory, IsAlignedToHugePagesAndWritableToItsEnd) {
  CpuMemory memory;
  for (const std::uint64_t bytes : {std::uint64_t{1}, 3 * kHugePageBytes + 5}) {
    std::byte* data = memory.reserve(bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(data) % kHugePageBytes, 0u);
    data[0] = data[bytes - 1] = std::byte{1};
  }
}

TEST(CpuMemory, IsKeptForASmallerCase) {
  CpuMemory memory;
  std::byte* large = memory.reserve(4 * kHugePageBytes);
  large[0] = std::byte{42};
  EXPECT_EQ(memory.reserve(kHugePageBytes), large);
  EXPECT_EQ(large[0], std::byte{42}) << "the pages were given back";
  memory.discard_pages();
  EXPECT_EQ(large[0], std::byte{0}) << "the pages were kept";
}

TEST(CpuMemory, RefusesMoreThanTheSystemHas) {
  CpuMemory memory;
  try {
    memory.reserve(std::uint64_t{1} << 60);
    FAIL() << "an exbibyte was mapped";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::unavailable);
    EXPECT_NE(std::string(error.what()).find("--bytes"), std::string::npos);
  }
  EXPECT_NE(memory.reserve(1), nullptr) << "usable after a refusal";
}

}  // namespace
}  // namespace assay::measure
