// Does every all-reduce give the exact sum on every rank, whatever type, size and number of ranks?
#include <gtest/gtest.h>

#include <tuple>

#include "tests/collectives/all_reduce_bench.hpp"

namespace assay::ASSAY_TARGET {
namespace {

struct Way {
  const char* name;
  Algorithm algorithm;
  Protocol protocol;
};
constexpr Way kWays[] = {{"one_shot", Algorithm::one_shot, Protocol::simple},
                         {"one_shot_flagged", Algorithm::one_shot, Protocol::flagged},
                         {"two_shot", Algorithm::two_shot, Protocol::simple},
                         {"ring", Algorithm::ring, Protocol::simple},
                         {"multimem", Algorithm::multimem, Protocol::simple}};
constexpr DataType kTypes[] = {DataType::bf16, DataType::fp16, DataType::fp32, DataType::int32};

template <class F>
void with_data_type(DataType type, F f) {
  if (type == DataType::bf16) f.template operator()<DataType::bf16>();
  if (type == DataType::fp16) f.template operator()<DataType::fp16>();
  if (type == DataType::fp32) f.template operator()<DataType::fp32>();
  if (type == DataType::int32) f.template operator()<DataType::int32>();
}

Problem problem_of(const Way& way, std::uint64_t count, bool in_place) {
  return {
      .count = count, .in_place = in_place, .algorithm = way.algorithm, .protocol = way.protocol};
}

std::string run(DataType type, const Crew& crew, const Problem& problem, std::uint32_t iterations) {
  std::string wrong;
  with_data_type(type, [&]<DataType kType>() {
    AllReduceBench<kType> bench(crew, problem);
    with_body<kType>(problem, bench.collective(),
                     [&](const auto& body) { wrong = bench.fill_run_compare(body, iterations); });
  });
  return wrong;
}

class EveryWay : public testing::TestWithParam<Way> {};

/// Sizes that matter: one element, one access of 16 bytes, less and more than that, tails.
TEST_P(EveryWay, SumsExactlyForAnyNumberOfRanks) {
  constexpr std::uint64_t kCounts[] = {1, 8, 37, 1021, 4, 4096};
  std::uint32_t seed = 1;
  for (std::uint32_t ranks = 1; ranks <= static_cast<std::uint32_t>(kMaxRanks); ++ranks) {
    // Many ranks take turns with the sizes: they are many threads on few processors.
    for (std::uint32_t at = ranks > 4 ? ranks % 3 : 0; at<6; at += ranks> 4 ? 3 : 1) {
      const std::uint64_t count = kCounts[at];
      const DataType type = kTypes[seed % 4];
      const bool in_place = seed / 4 % 2 == 0;
      const Crew crew{.ranks = ranks, .blocks = 1 + seed % 2, .threads = 2, .delays = {seed}};
      EXPECT_EQ(run(type, crew, problem_of(GetParam(), count, in_place), 2), "")
          << ranks << " ranks, " << count << " elements, seed " << seed;
      ++seed;
    }
  }
}

TEST_P(EveryWay, SumsEveryTypeAndPlacement) {
  std::uint32_t seed = 1000;
  for (const std::uint32_t ranks : {2u, 3u, 8u}) {
    for (const DataType type : kTypes) {
      for (const bool in_place : {false, true}) {
        for (const std::uint64_t count : {1u, 5u, 300u, 2055u}) {
          const Crew crew{.ranks = ranks, .blocks = 3, .threads = 2, .delays = {++seed}};
          EXPECT_EQ(run(type, crew, problem_of(GetParam(), count, in_place), 2), "")
              << ranks << " ranks, " << count << " elements, in place " << in_place << ", seed "
              << seed;
        }
      }
    }
  }
}

TEST_P(EveryWay, SumsWhatIsHuge) {
  for (const bool in_place : {false, true}) {
    const Crew crew{.ranks = 4, .blocks = 2, .threads = 2, .delays = {7}};
    // Flagged lines are held up one by one.
    const int shift = GetParam().protocol == Protocol::flagged ? 13 : 18;
    Problem problem = problem_of(GetParam(), (1ull << shift) + 11, in_place);
    problem.chunk_bytes = 16384;
    EXPECT_EQ(run(DataType::bf16, crew, problem, 2), "") << "in place " << in_place;
  }
}

TEST_P(EveryWay, RunsBackToBackWithoutAWaitBetween) {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    const Crew crew{.ranks = 2 + seed % 3, .blocks = 3, .threads = 3, .delays = {seed}};
    const Problem problem = problem_of(GetParam(), 777, seed % 2 == 0);
    AllReduceBench<DataType::int32> bench(crew, problem);
    with_body<DataType::int32>(problem, bench.collective(), [&](const auto& body) {
      EXPECT_EQ(bench.run_back_to_back(body, 5), "") << "seed " << seed;
    });
  }
}

INSTANTIATE_TEST_SUITE_P(AllReduce, EveryWay, testing::ValuesIn(kWays),
                         [](const auto& way) { return std::string(way.param.name); });

}  // namespace
}  // namespace assay::ASSAY_TARGET
