// Capacity on the CPU machine: all of sound memory is counted, one wrong bit is seen where it is,
// and the cases take what is free.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/kernels/capacity_bench.hpp"

namespace assay {
namespace {

using testing::capacity;
using testing::CapacityBench;
using testing::kBytes;
using testing::kKiB;
using testing::SoundMemory;
namespace machine = ASSAY_TARGET;

class CapacityTest : public ::testing::TestWithParam<Target> {
 protected:
  void SetUp() override {
    if (!testing::runs_here(GetParam())) GTEST_SKIP() << "not on this processor";
  }
};

TEST_P(CapacityTest, CountsAllOfSoundMemory) {
  for (const std::uint32_t threads : {1u, 2u, 7u}) {
    SoundMemory memory;
    CapacityBench bench(memory.words(), kBytes, threads, GetParam());
    bench.enqueue(2);
    EXPECT_EQ(bench.counted(), static_cast<double>(kBytes));
    const Mismatch mismatch = bench.verify();
    EXPECT_EQ(mismatch.count, 0u);
    EXPECT_EQ(mismatch.checked, kBytes / 4);
  }
}

TEST_P(CapacityTest, OneWrongBitAnywhereIsSeenWithItsAddress) {
  SoundMemory memory;
  CapacityBench bench(memory.words(), kBytes, 2, GetParam());
  bench.enqueue();
  for (std::uint64_t at = 0; at < kBytes / 4; at += 997) {
    const std::uint32_t right = memory.words()[at];
    memory.words()[at] ^= 1u << (at % 32);
    const Mismatch mismatch = bench.verify();
    EXPECT_EQ(mismatch.count, 1u);
    EXPECT_EQ(mismatch.index, 4 * at);
    EXPECT_EQ(mismatch.expected, static_cast<double>(right));
    EXPECT_EQ(mismatch.actual, static_cast<double>(memory.words()[at]));
    memory.words()[at] = right;
  }
  EXPECT_EQ(bench.verify().count, 0u) << "an earlier check is remembered";
}

TEST_P(CapacityTest, TheLowestOfManyBadAddressesIsReported) {
  SoundMemory memory;
  CapacityBench bench(memory.words(), kBytes, 7, GetParam());
  bench.enqueue();
  for (std::uint64_t at = 123; at < kBytes / 4; ++at) memory.words()[at] ^= 0x80000000u;
  const std::uint32_t actual = memory.words()[123];
  for (int again = 0; again < 20; ++again) {
    const Mismatch mismatch = bench.verify();
    EXPECT_EQ(mismatch.count, kBytes / 4 - 123);
    EXPECT_EQ(mismatch.index, 4u * 123);
    EXPECT_EQ(mismatch.actual, static_cast<double>(actual));
    EXPECT_EQ(mismatch.expected, static_cast<double>(actual ^ 0x80000000u));
  }
}

TEST_P(CapacityTest, NothingMeasuredIsNotRight) {
  SoundMemory memory;
  CapacityBench bench(memory.words(), kBytes, 2, GetParam());
  EXPECT_EQ(bench.verify().count, kBytes / 4) << "after prepare";
  bench.enqueue();
  bench.spoil();
  EXPECT_EQ(bench.verify().count, kBytes / 4) << "after spoil";
  EXPECT_TRUE(std::isnan(bench.counted()));
  bench.enqueue();
  EXPECT_EQ(bench.verify().count, 0u);
  bench.parameters().seed += 1;
  EXPECT_GT(bench.verify().count, kBytes / 4 - 10) << "another seed";
}

INSTANTIATE_TEST_SUITE_P(Every, CapacityTest,
                         ::testing::Values(Target::cpu_baseline, Target::cpu_avx2,
                                           Target::cpu_avx512),
                         [](const auto& test) { return testing::name_of(test.param); });

TEST(CapacityPatterns, AddressesDifferInEachBit) {
  constexpr auto word = machine::pattern_word<machine::Pattern::address>;
  for (int bit = 2; bit < 48; ++bit) {
    const std::uint64_t one = 0x5A5A5A5A5A58, other = one ^ (std::uint64_t{1} << bit);
    bool differ = false;
    for (std::uint64_t part = 0; part < 4; ++part) {
      differ = differ || word(0, one + part) != word(0, other + part);
    }
    EXPECT_TRUE(differ) << "bit " << bit;
  }
}

TEST(CapacityPatterns, ComplementTurnsEachBitOver) {
  using enum machine::Pattern;
  for (const std::uint64_t word : {0ull, 1ull, 2ull, 3ull, 1ull << 34, (1ull << 36) + 7}) {
    EXPECT_EQ(machine::pattern_word<hash>(5, word), ~machine::pattern_word<complement>(5, word));
  }
}

std::uint64_t planned_bytes(const DeviceShape& device) {
  Parameters list[kMaxCases];
  const int count = capacity().cases(device, Depth::quick, list);
  return count == 0 ? 0 : list[0].bytes;
}

TEST(CapacityCases, TakeAtLeast95PercentWhereSoMuchIsFree) {
  constexpr std::uint64_t kMiB = kKiB * kKiB;
  for (const std::uint64_t total : {24 * kKiB * kMiB, 81079 * kMiB, 97871 * kMiB, 143771 * kMiB}) {
    const DeviceShape device{.last_level_cache_bytes = 60 * kMiB,
                             .memory_bytes = total,
                             .memory_free_bytes = total - 600 * kMiB};
    const std::uint64_t bytes = planned_bytes(device);
    EXPECT_GE(static_cast<double>(bytes), 0.95 * static_cast<double>(total)) << total;
    EXPECT_LE(bytes + 256 * kMiB, device.memory_free_bytes);
    EXPECT_EQ(bytes % (2 * kMiB), 0u);
  }
}

TEST(CapacityCases, TakeWhatIsLeftWhereLittleIsFree) {
  constexpr std::uint64_t kMiB = kKiB * kKiB;
  DeviceShape device{.memory_bytes = 80 * kKiB * kMiB, .memory_free_bytes = 40 * kKiB * kMiB};
  EXPECT_GT(planned_bytes(device), 38 * kKiB * kMiB);
  device.memory_free_bytes = 100 * kMiB;
  EXPECT_EQ(planned_bytes(device), 50 * kMiB);
  device.memory_free_bytes = 0;
  EXPECT_EQ(planned_bytes(device), 0u);
}

}  // namespace
}  // namespace assay
