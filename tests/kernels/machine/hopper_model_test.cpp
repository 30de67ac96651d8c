// Do tensor copies, barriers and clusters of the Hopper model do what the PTX ISA says? Expected
// places are written out here from the manual's tables, not taken from the model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "tests/kernels/machine/hopper_model_case.hpp"

namespace assay::model {
namespace {

using hopper::Swizzle;
using hopper::Tensor;
using ::testing::HasSubstr;

// Tensor maps.

TEST(HopperSwizzle, ExchangesChunksByTheLine) {
  // PTX ISA, swizzle modes: the first four rows of 128 bytes, as numbers of 16-byte chunks.
  constexpr std::uint32_t kRow1Of128[] = {1, 0, 3, 2, 5, 4, 7, 6};
  constexpr std::uint32_t kRow3Of128[] = {3, 2, 1, 0, 7, 6, 5, 4};
  constexpr std::uint32_t kRow2Of64[] = {2, 3, 0, 1, 6, 7, 4, 5};
  constexpr std::uint32_t kRow1Of32[] = {1, 0, 3, 2, 5, 4, 7, 6};
  for (std::uint32_t c = 0; c < 8; ++c) {
    EXPECT_EQ(swizzled(128 + c * 16, Swizzle::bytes128), 128 + kRow1Of128[c] * 16);
    EXPECT_EQ(swizzled(3 * 128 + c * 16, Swizzle::bytes128), 3 * 128 + kRow3Of128[c] * 16);
    EXPECT_EQ(swizzled(2 * 128 + c * 16, Swizzle::bytes64), 2 * 128 + kRow2Of64[c] * 16);
    EXPECT_EQ(swizzled(4 * 128 + c * 16, Swizzle::bytes64), 4 * 128 + c * 16);
    EXPECT_EQ(swizzled(128 + c * 16, Swizzle::bytes32), 128 + kRow1Of32[c] * 16);
    EXPECT_EQ(swizzled(2 * 128 + c * 16, Swizzle::bytes32), 2 * 128 + c * 16);
    EXPECT_EQ(swizzled(5 * 128 + c * 16, Swizzle::none), 5 * 128 + c * 16);
  }
}

struct BoxCase {
  Swizzle swizzle;
  std::uint32_t columns;
  std::int64_t x, y;
};

/// Loads one box of 16-bit elements of a tensor of 40 rows of 100 in a pitch of 104, and stores it
/// again elsewhere.
class TensorCopy : public ::testing::TestWithParam<BoxCase> {
 protected:
  static constexpr std::uint32_t kRows = 40, kColumns = 100, kPitch = 104, kBoxRows = 16;
  Tensor tensor(std::vector<std::uint16_t>& data) const {
    return {.data = data.data(),
            .type = DataType::bf16,
            .columns = kColumns,
            .rows = kRows,
            .pitch_bytes = kPitch * 2,
            .box_columns = GetParam().columns,
            .box_rows = kBoxRows,
            .swizzle = GetParam().swizzle};
  }
  static bool inside(std::int64_t row, std::int64_t column) {
    return row >= 0 && row < kRows && column >= 0 && column < kColumns;
  }
};

TEST_P(TensorCopy, FillsWithZerosAndClips) {
  const BoxCase box = GetParam();
  auto from = counted(kRows * kPitch);
  std::vector<std::uint16_t> to(from.size(), 0xC5C5);
  const TensorMap source = tensor(from), target = tensor(to);
  HopperOptions all = options();
  all.readable = {bytes_of(from)};
  all.writable = {bytes_of(to)};
  std::vector<std::uint16_t> seen(kBoxRows * box.columns);
  EXPECT_EQ(run(all,
                [&](HopperMachine& m) {
                  init(m);
                  m.leader([&] {
                    m.mbarrier_arrive_expect_tx(kBarrier, source.box_bytes());
                    m.tensor_load(kBase, source, box.x, box.y, kBarrier);
                    m.mbarrier_wait(kBarrier, 0);
                    for (std::uint32_t i = 0; i < seen.size(); i += 2) {
                      const auto two = m.shared_load<std::array<std::uint16_t, 2>>(
                          swizzled(kBase + i * 2, box.swizzle));
                      seen[i] = two[0], seen[i + 1] = two[1];
                    }
                    m.tensor_store(target, box.x, box.y, kBase);
                    m.bulk_commit();
                    m.bulk_wait<0>();
                  });
                }),
            "");
  for (std::uint32_t r = 0; r < kBoxRows; ++r) {
    for (std::uint32_t c = 0; c < box.columns; ++c) {
      const std::int64_t row = box.y + r, column = box.x + c;
      const auto place = static_cast<std::size_t>(row * kPitch + column);
      EXPECT_EQ(seen[r * box.columns + c], inside(row, column) ? from[place] : 0) << r << ", " << c;
    }
  }
  for (std::int64_t i = 0; i < kRows * kPitch; ++i) {
    const std::int64_t row = i / kPitch, column = i % kPitch;
    const bool stored = inside(row, column) && row >= box.y && row < box.y + kBoxRows &&
                        column >= box.x && column < box.x + box.columns;
    const auto place = static_cast<std::size_t>(i);
    ASSERT_EQ(to[place], stored ? from[place] : 0xC5C5) << row << ", " << column;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Every, TensorCopy,
    ::testing::Values(BoxCase{Swizzle::none, 24, 8, 3}, BoxCase{Swizzle::none, 128, -5, -2},
                      BoxCase{Swizzle::bytes32, 16, 32, 8}, BoxCase{Swizzle::bytes32, 16, 91, 30},
                      BoxCase{Swizzle::bytes64, 32, 32, 8}, BoxCase{Swizzle::bytes64, 32, 81, -9},
                      BoxCase{Swizzle::bytes128, 64, 0, 0}, BoxCase{Swizzle::bytes128, 64, 50, 30},
                      BoxCase{Swizzle::bytes128, 64, -30, 35},
                      BoxCase{Swizzle::bytes128, 64, 100, 40}));

TEST(HopperTensorMap, RefusesWhatTheDriverWould) {
  std::vector<std::uint16_t> data(4096);
  const Tensor good{.data = data.data(),
                    .type = DataType::bf16,
                    .columns = 64,
                    .rows = 8,
                    .pitch_bytes = 128,
                    .box_columns = 64,
                    .box_rows = 8};
  EXPECT_NO_THROW(TensorMap{good});
  const auto with = [&](auto change) {
    Tensor bad = good;
    change(bad);
    return bad;
  };
  for (const Tensor& bad :
       {with([](Tensor& t) { t.pitch_bytes = 136; }), with([](Tensor& t) { t.pitch_bytes = 112; }),
        with([](Tensor& t) { t.box_columns = 72; }), with([](Tensor& t) { t.box_columns = 32; }),
        with([](Tensor& t) { t.box_rows = 257; }), with([](Tensor& t) { t.box_rows = 0; }),
        with([&](Tensor& t) { t.data = data.data() + 4; })}) {
    EXPECT_THROW(TensorMap{bad}, BrokenRule);
  }
}

// Barriers.

TEST(HopperBarrier, CountsArrivalsAndBytesEitherWay) {
  BarrierWord word = BarrierWord::initial(2);
  const auto again = [&] { word = BarrierWord::from(word.bits()); };
  word.complete(96), again();  // landed before they were expected
  EXPECT_EQ(word.transactions, -96);
  word.arrive(1), again();
  EXPECT_EQ(word.pending, 1);
  word.expect(128), again();
  word.arrive(1), again();
  EXPECT_EQ(word.phase, 0u);  // 32 bytes are under way
  EXPECT_TRUE(word.is_over(1));
  EXPECT_FALSE(word.is_over(0));
  word.complete(32), again();
  EXPECT_EQ(word.phase, 1u);
  EXPECT_EQ(word.pending, 2);
  EXPECT_TRUE(word.is_over(0));
  EXPECT_FALSE(word.is_over(1));
  EXPECT_THROW(word.arrive(3), BrokenRule);
  EXPECT_THROW(word.expect(1 << 20), BrokenRule);
  EXPECT_THROW(BarrierWord::initial(0), BrokenRule);
}

TEST(HopperBarrier, AWarpArrivesOncePerLane) {
  EXPECT_EQ(run(options(),
                [](HopperMachine& m) {
                  init(m, 4 * 32 + 4);
                  m.mbarrier_arrive(kBarrier);
                  m.warp_lanes(1, [&](std::uint32_t) { m.mbarrier_arrive(kBarrier); });
                  m.mbarrier_wait(kBarrier, 0);
                }),
            "");
}

TEST(HopperBarrier, DeadlockNamesEveryWarpAndBarrier) {
  const std::string said = run(options(), [](HopperMachine& m) {
    init(m, 5);
    m.warp_lanes(1, [&](std::uint32_t) { m.mbarrier_arrive(kBarrier); });
    m.mbarrier_wait(kBarrier, 0);
  });
  EXPECT_THAT(said, HasSubstr("deadlock"));
  for (const char* const warp : {"warp 0", "warp 1", "warp 2", "warp 3"})
    EXPECT_THAT(said, HasSubstr(warp));
  EXPECT_THAT(said, HasSubstr("mbarrier at 33792: phase 0 of 8, 1 of 5 arrivals and 0 bytes"));
}

// Clusters.

class Multicast : public ::testing::TestWithParam<std::uint32_t> {};

/// Every block loads its share of rows for all of them.
TEST_P(Multicast, EveryBlockGetsEveryShare) {
  const std::uint32_t blocks = GetParam();
  auto from = counted(64 * 64);
  const TensorMap map(Tensor{.data = from.data(),
                             .type = DataType::fp16,
                             .columns = 64,
                             .rows = 64,
                             .pitch_bytes = 128,
                             .box_columns = 64,
                             .box_rows = 8});
  for (const Landing landing : {Landing::latest, Landing::earliest}) {
    for (const Watch watch : {Watch::checked, Watch::free}) {
      HopperOptions all = options();
      all.blocks = 2 * blocks, all.cluster = blocks;
      all.landing = landing, all.watch = watch;
      all.readable = {bytes_of(from)};
      std::vector<int> right(2 * blocks);
      EXPECT_EQ(run(all,
                    [&](HopperMachine& m) {
                      init(m);
                      m.leader([&] {
                        const std::uint32_t rank = m.cluster_rank();
                        m.tensor_load_multicast(kBase + rank * 1024, map, 0, rank * 8, kBarrier,
                                                (1u << blocks) - 1);
                        m.mbarrier_arrive_expect_tx(kBarrier, blocks * 1024);
                        m.mbarrier_wait(kBarrier, 0);
                        for (std::uint32_t i = 0; i < blocks * 512; i += 2) {
                          const std::uint32_t at = swizzled(kBase + i * 2, Swizzle::bytes128);
                          right[m.block()] += m.shared_load<std::uint32_t>(at) % 65536 == i + 1;
                        }
                      });
                      m.cluster_sync();
                    }),
                "");
      EXPECT_THAT(right, ::testing::Each(static_cast<int>(blocks * 256)));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Multicast, ::testing::Values(1, 2, 4));

TEST(HopperCluster, RemoteArrivalsMustBeSeenBeforeTheEnd) {
  HopperOptions all = options();
  all.blocks = all.cluster = 2;
  for (const int first : {0, 3, 4, 7}) {
    all.first = first;
    const auto body = [](bool sync) {
      return [sync](HopperMachine& m) {
        init(m, 1);
        m.leader([&] { m.mbarrier_arrive_at(kBarrier, 1 - m.cluster_rank()); });
        if (sync) m.cluster_sync();
      };
    };
    EXPECT_EQ(run(all, body(true)), "");
    EXPECT_THAT(run(all, body(false)), ::testing::AnyOf(HasSubstr("a cluster barrier is missing"),
                                                        HasSubstr("a block that has ended")));
  }
}

TEST(HopperCluster, MasksAndRanksAreOfTheCluster) {
  EXPECT_THAT(run(options(),
                  [](HopperMachine& m) {
                    init(m);
                    m.leader([&] { m.mbarrier_arrive_at(kBarrier, 1); });
                  }),
              HasSubstr("the cluster has no block 1"));
}

}  // namespace
}  // namespace assay::model
