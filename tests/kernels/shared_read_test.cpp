// shared.read: bytes of all blocks and laps, and a sum that no lap can be missing from.
#include <gtest/gtest.h>

#include <set>

#include "tests/kernels/probe_bench.hpp"

namespace assay {
namespace {

using testing::ProbeBench;

TEST(SharedRead, CountsEveryLapOfEveryBlock) {
  // 32 KiB a block, 4095 laps; one block a thread on a CPU.
  EXPECT_EQ(ProbeBench("shared.read", {}, 1).work().bytes, 32768.0 * 4095);
  EXPECT_EQ(ProbeBench("shared.read", {}, 3).work().bytes, 3 * 32768.0 * 4095);
}

TEST(SharedRead, BlocksReadDifferentData) {
  ProbeBench bench("shared.read", {.seed = 8}, 7);
  bench.enqueue();
  EXPECT_EQ(bench.verify().count, 0u);
  std::set<std::uint64_t> sums(bench.words(1), bench.words(1) + 7);
  EXPECT_EQ(sums.size(), 7u);
}

TEST(SharedRead, EveryBitOfASumCounts) {
  ProbeBench bench("shared.read", {.seed = 8}, 2);
  bench.enqueue();
  for (int bit = 0; bit < 64; ++bit) {
    bench.words(1)[1] ^= std::uint64_t{1} << bit;
    EXPECT_EQ(bench.verify().count, 1u) << bit;
    bench.words(1)[1] ^= std::uint64_t{1} << bit;
  }
}

}  // namespace
}  // namespace assay
