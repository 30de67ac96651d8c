// The body of mma.sync on the model: exact for every type, layout and tile, whatever the size.
#include <gtest/gtest.h>

#include "kernels/gemm_sm80_refusal.hpp"
#include "tests/kernels/gemm_sm80_case.hpp"

namespace assay::ASSAY_TARGET {
namespace {

template <DataType kType, class Tile, Major kA = Major::k, Major kB = Major::k,
          Accumulation kAccumulation = Accumulation::none>
void expect_exact(GemmSm80Size size, int first = 0, std::uint32_t group = 2) {
  SCOPED_TRACE(::testing::Message()
               << size.m << " x " << size.n << " x " << size.k << ", warp " << first << " first");
  GemmSm80Case<kType> product(size, kA, kB);
  EXPECT_EQ(
      (product.template run<GemmSm80Config<kType, kA, kB, Tile, kAccumulation>>(first, group)), "");
  EXPECT_EQ(product.wrong(), 0u);
}

/// Sizes around one tile, and slices from one to more than two rounds of the ring: in elements of k
/// that fill 64 bytes.
template <DataType kType, class Tile, Major kA = Major::k, Major kB = Major::k,
          Accumulation kAccumulation = Accumulation::none>
void expect_exact_around_a_tile() {
  const auto exact = [](GemmSm80Size size, int first) {
    expect_exact<kType, Tile, kA, kB, kAccumulation>(size, first);
  };
  constexpr std::uint32_t kSlice = kSliceBytes / sizeof(GemmStoredOf<kType>);
  exact({1, 1, 1}, 0);
  exact({Tile::kRows, Tile::kColumns, kSlice}, 1);
  exact({Tile::kRows + 3, Tile::kColumns + 13, 2 * kSlice + 1}, 1);
  exact({Tile::kRows - 7, Tile::kColumns - 9, 9 * kSlice - 3}, 0);
}

using Large = GemmSm80Tile<128, 256, 64, 64>;
using Middle = GemmSm80Tile<128, 128, 64, 64>;
using Small = GemmSm80Tile<64, 128, 64, 64>;
using Fp8Large = GemmSm80Tile<64, 128, 32, 32>;
using Fp8Small = GemmSm80Tile<64, 64, 32, 32>;
using Fp64Large = GemmSm80Tile<128, 128, 32, 64>;
using Fp64Small = GemmSm80Tile<64, 64, 32, 64>;

TEST(GemmSm80, Bf16InEveryTile) {
  expect_exact_around_a_tile<DataType::bf16, Large>();
  expect_exact_around_a_tile<DataType::bf16, Middle>();
  expect_exact_around_a_tile<DataType::bf16, Small>();
}

TEST(GemmSm80, Fp16InEveryLayout) {
  constexpr auto kType = DataType::fp16;
  expect_exact_around_a_tile<kType, Small, Major::k, Major::k>();
  expect_exact_around_a_tile<kType, Small, Major::k, Major::mn>();
  expect_exact_around_a_tile<kType, Small, Major::mn, Major::k>();
  expect_exact_around_a_tile<kType, Small, Major::mn, Major::mn>();
}

TEST(GemmSm80, OtherLayoutsInLargerTiles) {
  expect_exact_around_a_tile<DataType::bf16, Large, Major::mn, Major::mn>();
  expect_exact_around_a_tile<DataType::bf16, Middle, Major::mn, Major::mn>();
}

TEST(GemmSm80, Tf32) {
  expect_exact_around_a_tile<DataType::tf32, Small>();
  expect_exact_around_a_tile<DataType::tf32, Large>();
}

TEST(GemmSm80, Int8) {
  expect_exact_around_a_tile<DataType::int8, Small>();
}

TEST(GemmSm80, Fp8) {
  expect_exact_around_a_tile<DataType::fp8_e4m3, Fp8Large>();
  expect_exact_around_a_tile<DataType::fp8_e5m2, Fp8Small>();
}

TEST(GemmSm80, Fp8Promoted) {
  constexpr auto kPromoted = Accumulation::promoted;
  expect_exact_around_a_tile<DataType::fp8_e4m3, Fp8Large, Major::k, Major::k, kPromoted>();
  expect_exact_around_a_tile<DataType::fp8_e5m2, Fp8Small, Major::k, Major::k, kPromoted>();
}

TEST(GemmSm80, Fp64) {
  expect_exact_around_a_tile<DataType::fp64, Fp64Large>();
  expect_exact_around_a_tile<DataType::fp64, Fp64Small>();
}

TEST(GemmSm80, ManyTilesInAnyGrouping) {
  for (const std::uint32_t group : {1u, 2u, 3u, 8u})
    expect_exact<DataType::fp64, Fp64Small>({5 * 64 - 1, 3 * 64, 3}, 0, group);
}

TEST(GemmSm80, LeavesWhoComputedWhichTile) {
  GemmSm80Case<DataType::fp64> product({130, 130, 2}, Major::k, Major::k);
  using Config = GemmSm80Config<DataType::fp64, Major::k, Major::k, Fp64Small>;
  EXPECT_EQ(product.run<Config>(0, 2), "");
  // Blocks go down in groups of two rows of three tiles; the processor is 100 + block.
  EXPECT_EQ(product.owners(),
            (std::vector<std::uint32_t>{100, 102, 104, 101, 103, 105, 106, 107, 108}));
}

/// Eight rows or columns that ldmatrix (or, of fp64, two that a quarter of a warp) reads together
/// must lie in all eight groups of four banks.
TEST(GemmSm80, ReadsWithoutBankConflicts) {
  const auto groups = [](auto at) {
    unsigned seen = 0;
    for (std::uint32_t i = 0; i < 8; ++i) seen |= 1u << at(i) / kChunkBytes % 8;
    return seen;
  };
  using AlongK = GemmSm80Slab<Major::k, 64, 2>;
  using AlongN = GemmSm80Slab<Major::mn, 64, 2>;
  for (std::uint32_t chunk = 0; chunk < 4; ++chunk) {
    EXPECT_EQ(groups([&](std::uint32_t i) { return AlongK::at(i, chunk); }), 0xFFu);
    EXPECT_EQ(groups([&](std::uint32_t i) { return AlongN::at(i, chunk); }), 0xFFu);
    EXPECT_EQ(groups([&](std::uint32_t i) { return AlongK::at(2 * chunk + i / 4, i % 4); }), 0xFFu);
  }
}

GemmProblem problem() {
  alignas(16) static std::byte memory[16];
  return {.type = DataType::bf16,
          .a = memory,
          .b = memory,
          .c = memory,
          .m = 100,
          .n = 200,
          .k = 300,
          .a_pitch = 304,
          .b_pitch = 304,
          .c_pitch = 200};
}

std::string refusal(const GemmProblem& p, const Variant& shape) {
  using Shapes = GemmSm80Shapes<DataType::bf16>;
  return gemm_sm80_refusal(p, shape, Shapes::list, Shapes::count);
}

TEST(GemmSm80Refusal, TakesWhatItLists) {
  for (const Variant& shape : GemmSm80Shapes<DataType::bf16>::list)
    EXPECT_EQ(refusal(problem(), shape), "");
}

TEST(GemmSm80Refusal, NamesTheNearestThatWorks) {
  const Variant shape = GemmSm80Shapes<DataType::bf16>::list[0];
  GemmProblem p = problem();
  p.type = DataType::int8, p.layout = Layout::row_row;
  EXPECT_NE(refusal(p, shape).find("choose layout=row_column"), std::string::npos);
  p = problem(), p.k = 0;
  EXPECT_NE(refusal(p, shape).find("between 1 and"), std::string::npos);
  p = problem(), p.accumulation = Accumulation::promoted;
  EXPECT_NE(refusal(p, shape).find("leave accumulation out"), std::string::npos);
  p = problem(), p.a_pitch = 300;
  EXPECT_NE(refusal(p, shape).find("multiples of 16 B"), std::string::npos);
  EXPECT_NE(refusal(problem(), gemm_sm80_shape(96, 96, 8))
                .find("there are tiles of 128 x 256, 128 x 128, 64 x 128 with 4 stages"),
            std::string::npos);
  std::uint32_t owner = 0;
  p = problem(), p.owners = {&owner, 64, 64, 4};
  EXPECT_NE(refusal(p, shape).find("in tiles of 128 x 256"), std::string::npos);
}

}  // namespace
}  // namespace assay::ASSAY_TARGET
