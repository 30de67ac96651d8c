// Are the answers of collectives that a library computes checked to the last element? The exchange
// itself is done here by hand.
#include <gtest/gtest.h>

#include "tests/collectives/rank_group.hpp"

namespace assay {
namespace {

constexpr int kRanks = 3;
constexpr std::uint64_t kPart = 50, kAll = kRanks * kPart;

Parameters parameters(std::uint32_t ranks = kRanks) {
  return {.type = DataType::int32,
          .bytes = kAll * sizeof(std::int32_t),
          .engine = Engine::nccl,
          .placement = Placement::out_of_place,
          .devices = ranks,
          .seed = 5};
}

using Fill = void (*)(RankGroup&);

std::int32_t* in(RankGroup& group, int rank) {
  return group.array<std::int32_t>(rank, 0);
}
std::int32_t* out(RankGroup& group, int rank) {
  return group.array<std::int32_t>(rank, 1);
}

void all_reduce(RankGroup& group) {
  for (int rank = 0; rank < kRanks; ++rank) {
    for (std::uint64_t i = 0; i < kAll; ++i) {
      out(group, rank)[i] = in(group, 0)[i] + in(group, 1)[i] + in(group, 2)[i];
    }
  }
}
void all_gather(RankGroup& group) {
  for (int rank = 0; rank < kRanks; ++rank) {
    for (std::uint64_t i = 0; i < kAll; ++i) {
      out(group, rank)[i] = in(group, static_cast<int>(i / kPart))[i % kPart];
    }
  }
}
void reduce_scatter(RankGroup& group) {
  for (std::uint64_t rank = 0; rank < kRanks; ++rank) {
    for (std::uint64_t i = 0; i < kPart; ++i) {
      const std::uint64_t at = rank * kPart + i;
      out(group, static_cast<int>(rank))[i] =
          in(group, 0)[at] + in(group, 1)[at] + in(group, 2)[at];
    }
  }
}
void all_to_all(RankGroup& group) {
  for (std::uint64_t rank = 0; rank < kRanks; ++rank) {
    for (std::uint64_t i = 0; i < kAll; ++i) {
      out(group, static_cast<int>(rank))[i] =
          in(group, static_cast<int>(i / kPart))[rank * kPart + i % kPart];
    }
  }
}
void broadcast(RankGroup& group) {
  for (int rank = 0; rank < kRanks; ++rank) {
    std::memcpy(out(group, rank), in(group, 0), kAll * sizeof(std::int32_t));
  }
}

struct Row {
  const char* name;
  Fill exchange;
  std::uint64_t outputs;  ///< of a rank
  double bus_share;       ///< of S
};

class Exchange : public testing::TestWithParam<Row> {
 protected:
  const Kernel& kernel() const { return *kernel_named(GetParam().name); }
};

TEST_P(Exchange, RightAnswerPassesAndEveryOtherIsFound) {
  RankGroup group(kernel(), parameters(), kRanks);
  const std::uint64_t all = kRanks * GetParam().outputs;
  group.prepare();
  EXPECT_EQ(group.verify().count, all) << "prepared passes for computed";
  GetParam().exchange(group);
  EXPECT_EQ(group.verify().count, 0u);
  EXPECT_EQ(group.verify().checked, all);
  for (int rank = 0; rank < kRanks; ++rank) {
    out(group, rank)[GetParam().outputs - 1] += 1;
    EXPECT_EQ(group.verify().count, 1u) << "the last element of rank " << rank;
    out(group, rank)[GetParam().outputs - 1] -= 1;
  }
  group.spoil();
  EXPECT_EQ(group.verify().count, all);
}

TEST_P(Exchange, CountsTheBusAsNcclTestsDoes) {
  const double bytes = kAll * sizeof(std::int32_t);
  EXPECT_DOUBLE_EQ(kernel().work(parameters(), 1).bytes, GetParam().bus_share * bytes);
}

TEST_P(Exchange, AGroupOfAnotherProcessHasTheRanksThatFollow) {
  RankGroup here(kernel(), parameters(), kRanks);
  here.prepare();
  Group shifted = here.group();
  shifted.first_rank = 1;
  RankGroup there(kernel(), parameters(), kRanks);
  there.prepare();
  kernel().group.prepare(shifted, parameters(), 0);
  EXPECT_EQ(std::memcmp(in(here, 0), in(there, 1), kPart * sizeof(std::int32_t)), 0);
}

constexpr double kN = kRanks;
INSTANTIATE_TEST_SUITE_P(
    Collectives, Exchange,
    testing::Values(Row{"collective.all_reduce", all_reduce, kAll, 2 * (kN - 1) / kN},
                    Row{"collective.all_gather", all_gather, kAll, (kN - 1) / kN},
                    Row{"collective.reduce_scatter", reduce_scatter, kPart, (kN - 1) / kN},
                    Row{"collective.all_to_all", all_to_all, kAll, (kN - 1) / kN},
                    Row{"collective.broadcast", broadcast, kAll, 1.0}),
    [](const auto& row) { return std::string(row.param.name).substr(11); });

TEST(AllReduceCases, NoneLacksRoomNorAskOfTheSwitchWhatItLacks) {
  const Kernel& kernel = *kernel_named("collective.all_reduce");
  for (const bool multicast : {false, true}) {
    for (const Depth depth : {Depth::quick, Depth::thorough}) {
      const GroupShape shape{.devices = 8,
                             .compute_capability = 90,
                             .memory_free_bytes = std::uint64_t{78} << 30,
                             .multicast = multicast};
      std::vector<Parameters> list(kMaxGroupCases);
      list.resize(static_cast<std::size_t>(kernel.group_cases(shape, depth, list.data())));
      EXPECT_LT(list.size(), static_cast<std::size_t>(kMaxGroupCases));
      bool in_switch = false;
      for (std::size_t i = 0; i < list.size(); ++i) {
        const Algorithm algorithm = list[i].algorithm;
        in_switch |= algorithm == Algorithm::multimem || algorithm == Algorithm::nvls;
        EXPECT_EQ(list[i].devices, 8u);
        for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(list[i] == list[j]);
      }
      EXPECT_EQ(in_switch, multicast);
    }
  }
}

}  // namespace
}  // namespace assay
