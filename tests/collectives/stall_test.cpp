// What if a rank is late at any step, or never comes? The sums stay exact, or the wait ends and
// says who waits for whom.
#include <gtest/gtest.h>

#include "tests/collectives/all_reduce_bench.hpp"

namespace assay::ASSAY_TARGET {
namespace {

constexpr DataType kType = DataType::int32;
constexpr std::uint32_t kRanks = 3, kBlocks = 2;
constexpr std::uint64_t kShortPatience = 1'000'000'000;

struct Way {
  const char* name;
  Algorithm algorithm;
  Protocol protocol;
  Phase phase;  ///< in which the first wait is
};
constexpr Way kWays[] = {{"one_shot", Algorithm::one_shot, Protocol::simple, Phase::start},
                         {"one_shot_flagged", Algorithm::one_shot, Protocol::flagged, Phase::line},
                         {"two_shot", Algorithm::two_shot, Protocol::simple, Phase::start},
                         {"ring", Algorithm::ring, Protocol::simple, Phase::step},
                         {"multimem", Algorithm::multimem, Protocol::simple, Phase::start}};

class EveryWay : public testing::TestWithParam<Way> {
 protected:
  Problem problem(bool in_place) const {
    return {.count = 301,
            .in_place = in_place,
            .algorithm = GetParam().algorithm,
            .protocol = GetParam().protocol};
  }
};

TEST_P(EveryWay, SumsExactlyHoweverLateOneRankIs) {
  for (const Step step : {Step::sync, Step::flag, Step::wait, Step::data}) {
    for (int slow = 0; slow < static_cast<int>(kRanks); ++slow) {
      const bool flagged = GetParam().protocol == Protocol::flagged;
      const Crew crew{
          .ranks = kRanks,
          .blocks = kBlocks,
          .threads = 2,
          .delays = {.slow_rank = slow, .slow_step = step, .slow_us = flagged ? 20u : 300u}};
      for (const bool in_place : {false, true}) {
        AllReduceBench<kType> bench(crew, problem(in_place));
        with_body<kType>(problem(in_place), bench.collective(), [&](const auto& body) {
          EXPECT_EQ(bench.fill_run_compare(body, 3), "")
              << "rank " << slow << " late at step " << static_cast<int>(step);
        });
      }
    }
  }
}

TEST_P(EveryWay, WaitForARankThatNeverComesEndsAndNamesIt) {
  constexpr std::uint32_t kAbsent = 1;
  const Crew crew{.ranks = kRanks, .blocks = kBlocks, .threads = 2, .absent = kAbsent};
  Problem asked = problem(false);
  asked.patience_ns = kShortPatience;
  AllReduceBench<kType> bench(crew, asked);
  with_body<kType>(asked, bench.collective(),
                   [&](const auto& body) { EXPECT_NE(bench.fill_run_compare(body, 1), ""); });
  const Stall& stall = bench.stall();
  EXPECT_EQ(stall.happened, 1u);
  EXPECT_NE(stall.rank, kAbsent);
  EXPECT_LT(stall.rank, kRanks);
  EXPECT_LT(stall.block, kBlocks);
  EXPECT_EQ(stall.phase, GetParam().phase);
  EXPECT_EQ(stall.expected, 1u);
  EXPECT_EQ(stall.seen, 0u);
  // In a ring the one that nothing reaches holds up the next.
  if (GetParam().algorithm == Algorithm::ring)
    EXPECT_EQ(stall.peer, (stall.rank + kRanks - 1) % kRanks);
  else
    EXPECT_EQ(stall.peer, kAbsent);
}

INSTANTIATE_TEST_SUITE_P(AllReduce, EveryWay, testing::ValuesIn(kWays),
                         [](const auto& way) { return std::string(way.param.name); });

/// The flags of the start barrier stand there, but whoever raised them did no more.
TEST(StalledAtTheEnd, SaysSoAndWhichCountItWaitsFor) {
  constexpr std::uint32_t kAbsent = 2;
  const Crew crew{.ranks = kRanks, .blocks = kBlocks, .threads = 2, .absent = kAbsent};
  const Problem problem{.count = 301, .patience_ns = kShortPatience};
  AllReduceBench<kType> bench(crew, problem);
  const Collective& c = bench.collective();
  for (std::uint32_t rank = 0; rank < kRanks; ++rank) {
    for (std::uint32_t block = 0; block < kBlocks; ++block)
      c.flags[rank][block * kBlockFlagWords + kInboxWord + kMaxRanks + kAbsent] = 1;
  }
  with_body<kType>(problem, c, [&](const auto& body) {
    const std::string said = bench.fill_run_compare(body, 1);  // first: it sets who stalled
    EXPECT_EQ(said, "rank " + std::to_string(bench.stall().rank) + " waited in vain for rank 2");
  });
  EXPECT_EQ(bench.stall().phase, Phase::end);
  EXPECT_EQ(bench.stall().peer, kAbsent);
  EXPECT_EQ(bench.stall().expected, 2u);
  EXPECT_EQ(bench.stall().seen, 0u);
}

}  // namespace
}  // namespace assay::ASSAY_TARGET
