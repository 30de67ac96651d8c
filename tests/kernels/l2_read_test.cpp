// l2.read reads its footprint lap after lap: what counts, what is checked, and which sizes it
// takes.
#include <gtest/gtest.h>

#include "tests/kernels/probe_bench.hpp"

namespace assay {
namespace {

using testing::cases_of;
using testing::hopper_shape;
using testing::ProbeBench;
constexpr std::uint64_t kMiB = 1 << 20;

TEST(L2Read, CountsEveryLap) {
  EXPECT_EQ(ProbeBench("l2.read", {.bytes = kMiB}).work().bytes, 256.0 * kMiB);
  EXPECT_EQ(ProbeBench("l2.read", {.bytes = kMiB + 12345}).work().bytes, 256.0 * kMiB);
  EXPECT_EQ(testing::kernel_named("l2.read").work({.bytes = 64 * kMiB}, 1).bytes, 4096.0 * kMiB);
  EXPECT_EQ(testing::kernel_named("l2.read").work({.bytes = 8192 * kMiB}, 1).bytes, 8192.0 * kMiB);
}

// The check walks as the kernel does; here is the same without a walk.
TEST(L2Read, AllBlocksTogetherReadEveryWordInEveryLap) {
  for (const std::uint32_t threads : {1u, 2u, 7u}) {
    ProbeBench bench("l2.read", {.bytes = kMiB / 4, .seed = 3}, threads);
    bench.enqueue();
    std::uint64_t data = 0, sums = 0;
    for (std::uint64_t i = 0; i < kMiB / 32; ++i) data += bench.words(0)[i];
    for (std::uint32_t i = 0; i < threads; ++i) sums += bench.words(1)[i];
    EXPECT_EQ(sums, 256 * data);
  }
}

TEST(L2Read, OneWrongBitOfTheDataIsSeenByEveryBlockThatReadsIt) {
  ProbeBench bench("l2.read", {.bytes = kMiB / 4, .seed = 3}, 3);
  bench.enqueue();
  ASSERT_EQ(bench.verify().count, 0u);
  for (const std::uint64_t at : {std::uint64_t{0}, kMiB / 64, kMiB / 32 - 1}) {
    for (const int bit : {0, 31, 54}) {
      bench.words(0)[at] ^= std::uint64_t{1} << bit;
      bench.enqueue();
      EXPECT_EQ(bench.verify().count, 3u) << "word " << at << ", bit " << bit;
      bench.words(0)[at] ^= std::uint64_t{1} << bit;
    }
  }
}

TEST(L2Read, FootprintsArePowersOfTwoWithinHalfOfTheL2) {
  for (const std::uint64_t l2 : {40u, 50u, 60u}) {
    DeviceShape device = hopper_shape();
    device.last_level_cache_bytes = l2 * kMiB;
    const Kernel& kernel = testing::kernel_named("l2.read");
    EXPECT_EQ(cases_of(kernel, device, Depth::quick).size(), 1u);
    const auto list = cases_of(kernel, device, Depth::thorough);
    ASSERT_EQ(list.size(), 2u);
    EXPECT_EQ(list[0].bytes, 8 * kMiB) << l2;
    EXPECT_EQ(list[1].bytes, 16 * kMiB) << l2;
    for (const Parameters& one : list) EXPECT_EQ(one.cache, Cache::warm);
  }
}

}  // namespace
}  // namespace assay
