// The census counts distinct processors, and its check sees a mark nobody made and one that is
// missing.
#include <gtest/gtest.h>

#include "tests/kernels/probe_bench.hpp"

namespace assay {
namespace {

using testing::ProbeBench;
constexpr int kRecords = 1, kMap = 2;

TEST(SmCensus, CountsEveryProcessorOnce) {
  for (const std::uint32_t threads : {1u, 2u, 3u, 7u, 20u}) {
    ProbeBench bench("sm.census", {.seed = 2}, threads);
    bench.enqueue();
    EXPECT_EQ(bench.counted(), threads);
    const Mismatch mismatch = bench.verify();
    EXPECT_EQ(mismatch.count, 0u);
    // One round that finds them, and two that find nothing new.
    EXPECT_EQ(mismatch.checked, 3u * threads);
  }
}

TEST(SmCensus, CountsAnewEachTime) {
  ProbeBench bench("sm.census", {.seed = 2}, 5);
  bench.enqueue(3);
  bench.spoil();
  EXPECT_NE(bench.counted(), 5);
  EXPECT_GT(bench.verify().count, 0u);
  bench.enqueue();
  EXPECT_EQ(bench.counted(), 5);
  EXPECT_EQ(bench.verify().count, 0u);
}

TEST(SmCensus, MarkThatNoBlockMadeIsSeen) {
  ProbeBench bench("sm.census", {.seed = 2}, 5);
  bench.enqueue();
  bench.words(kMap)[3] |= 16;
  EXPECT_EQ(bench.verify().count, 1u);
}

TEST(SmCensus, BlockThatLeftNoRecordIsSeen) {
  ProbeBench bench("sm.census", {.seed = 2}, 5);
  bench.enqueue();
  bench.words(kRecords)[7] = ~std::uint64_t{0};
  EXPECT_EQ(bench.verify().count, 1u);
}

TEST(SmCensus, RecordOfAnotherProcessorIsSeen) {
  ProbeBench bench("sm.census", {.seed = 2}, 5);
  bench.enqueue();
  bench.words(kRecords)[7] += 100;
  // A bit that the map lacks, and a count that is short.
  EXPECT_EQ(bench.verify().count, 2u);
}

TEST(SmCensus, MissingBlockIsSeen) {
  ProbeBench bench("sm.census", {.seed = 2}, 5);
  bench.enqueue();
  constexpr int kState = 0, kBlocks = 4;
  --bench.words(kState)[kBlocks];
  EXPECT_EQ(bench.verify().count, 1u);
}

}  // namespace
}  // namespace assay
