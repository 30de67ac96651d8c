// Does everybody meet everybody once, in rounds of which there are O(n)?
#include "harness/plan/rounds.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <utility>

namespace assay::plan {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

void expect_nobody_twice(const Round& round, std::uint32_t count) {
  std::set<std::uint32_t> seen;
  for (const auto& group : round) {
    EXPECT_GE(group.size(), 2u);
    for (const std::uint32_t member : group) {
      EXPECT_LT(member, count);
      EXPECT_TRUE(seen.insert(member).second) << member << " is at work twice in one round";
    }
  }
}

TEST(Rounds, OfPairsAreATournament) {
  for (std::uint32_t count = 2; count <= 17; ++count) {
    const auto rounds = pair_rounds(count);
    EXPECT_EQ(rounds.size(), count % 2 == 0 ? count - 1 : count);
    std::map<Pair, int> met;
    for (const Round& round : rounds) {
      expect_nobody_twice(round, count);
      EXPECT_EQ(round.size(), count / 2);
      for (const auto& pair : round) ++met[{pair[0], pair[1]}];
    }
    EXPECT_EQ(met.size(), count * (count - 1) / 2);
    for (const auto& [pair, times] : met) {
      EXPECT_EQ(times, 1);
      EXPECT_LT(pair.first, pair.second);
    }
  }
}

TEST(Rounds, OfNobodyAreNone) {
  EXPECT_TRUE(pair_rounds(0).empty());
  EXPECT_TRUE(pair_rounds(1).empty());
}

// So that one slow host spoils at most one group in three of any other.
TEST(Rounds, OfBatchesBringNoTwoTogetherMoreThanOnce) {
  for (std::uint32_t count = kFewestForBatches; count <= 70; ++count) {
    const auto rounds = batch_rounds(count);
    ASSERT_EQ(rounds.size(), 3u);
    std::map<Pair, int> met;
    for (const Round& round : rounds) {
      expect_nobody_twice(round, count);
      for (const auto& group : round) {
        EXPECT_LE(group.size(), kBatchMembers);
        for (const auto a : group) {
          for (const auto b : group) {
            if (a < b) ++met[{a, b}];
          }
        }
      }
    }
    for (const auto& [pair, times] : met) {
      EXPECT_EQ(times, 1) << pair.first << " and " << pair.second << " of " << count;
    }
  }
}

TEST(Rounds, CountWhatTheBusiestSends) {
  Parameters pairs{.bytes = 100, .pattern = Pattern::all_pairs, .ranks = 5};
  EXPECT_EQ(bytes_sent(pairs), 400);
  Parameters batches{.bytes = 100, .pattern = Pattern::batch, .ranks = 16};
  EXPECT_EQ(bytes_sent(batches), 900);
  EXPECT_EQ(bytes_sent({.bytes = 100, .ranks = 5}), 0);
}

}  // namespace
}  // namespace assay::plan
