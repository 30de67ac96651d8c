// Does every word come where it must, by every way, and is a single wrong one found?
#include <gtest/gtest.h>

#include "tests/collectives/rank_group.hpp"

namespace assay {
namespace {

const Kernel& transfer() {
  return *kernel_named("transfer.peer");
}

struct Way {
  Engine engine;
  Operation operation;
  Direction direction;
  int ranks;
};

class TransferPeer : public testing::TestWithParam<Way> {
 protected:
  Parameters parameters() const {
    const auto& [engine, operation, direction, ranks] = GetParam();
    return {.type = DataType::fp32,
            .bytes = 100 * 64,
            .direction = direction,
            .engine = engine,
            .operation = operation,
            .seed = 7};
  }
  int ranks() const { return GetParam().ranks; }
  /// Ranks that something comes to.
  int receivers() const { return GetParam().direction == Direction::both ? ranks() : 1; }
};

TEST_P(TransferPeer, EveryWordArrives) {
  RankGroup group(transfer(), parameters(), ranks());
  group.prepare();
  EXPECT_EQ(group.verify().count, static_cast<std::uint64_t>(receivers()) * 1600)
      << "prepared passes for moved";
  for (int round = 0; round < 2; ++round) {
    group.enqueue();
    const Mismatch found = group.verify();
    EXPECT_EQ(found.count, 0u);
    EXPECT_EQ(found.checked, static_cast<std::uint64_t>(receivers()) * 1600);
    group.spoil();
    EXPECT_EQ(group.verify().count, found.checked) << "spoiled passes for moved";
  }
}

TEST_P(TransferPeer, OneWrongBitIsFound) {
  RankGroup group(transfer(), parameters(), ranks());
  group.prepare();
  group.enqueue();
  int found = 0;
  for (int rank = 0; rank < ranks(); ++rank) {
    group.array<std::uint32_t>(rank, 1)[1599] ^= 1u << 13;
    found += group.verify().count == 1 ? 1 : 0;
    group.array<std::uint32_t>(rank, 1)[1599] ^= 1u << 13;
  }
  EXPECT_EQ(found, receivers());
}

TEST_P(TransferPeer, DataOfAnotherRankIsNoAnswer) {
  RankGroup group(transfer(), parameters(), ranks());
  group.prepare();
  group.enqueue();
  for (int rank = 0; rank < ranks(); ++rank) {
    std::memcpy(group.array<char>(rank, 1), group.array<char>(rank, 0), 6400);  // its own
  }
  EXPECT_EQ(group.verify().count, static_cast<std::uint64_t>(receivers()) * 1600);
}

constexpr Way kWays[] = {{Engine::sm, Operation::read, Direction::one, 2},
                         {Engine::sm, Operation::write, Direction::one, 2},
                         {Engine::sm, Operation::read, Direction::both, 2},
                         {Engine::sm, Operation::write, Direction::both, 2},
                         {Engine::copy_engine, Operation::read, Direction::one, 2},
                         {Engine::copy_engine, Operation::write, Direction::both, 2},
                         {Engine::sm, Operation::write, Direction::both, 8},
                         {Engine::sm, Operation::read, Direction::both, 5},
                         {Engine::copy_engine, Operation::write, Direction::both, 4}};
INSTANTIATE_TEST_SUITE_P(Ways, TransferPeer, testing::ValuesIn(kWays));

TEST(TransferPeerWork, CountsEveryByteOnceADirection) {
  Parameters p{.bytes = 6400, .direction = Direction::one};
  EXPECT_EQ(transfer().work(p, 1).bytes, 6400);
  p.direction = Direction::both;
  EXPECT_EQ(transfer().work(p, 1).bytes, 12800);
}

TEST(TransferPeerCases, EveryOneHasAPatternAndFits) {
  for (const Depth depth : {Depth::quick, Depth::thorough}) {
    std::vector<Parameters> list(kMaxGroupCases);
    const GroupShape shape{
        .devices = 8, .compute_capability = 90, .memory_free_bytes = std::uint64_t{2} << 30};
    const int count = transfer().group_cases(shape, depth, list.data());
    ASSERT_GT(count, 0);
    for (int i = 0; i < count; ++i) {
      const Parameters& p = list[static_cast<std::size_t>(i)];
      EXPECT_NE(p.pattern, Pattern::none);
      EXPECT_EQ(p.devices, p.pattern == Pattern::all_pairs ? 8u : 0u);
      EXPECT_LE(2 * p.bytes, shape.memory_free_bytes / 2);
    }
  }
}

}  // namespace
}  // namespace assay
