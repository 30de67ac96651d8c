// The Hopper product on the model with operands that lie along M, N or k, and rings that turn
// often.
#include <gtest/gtest.h>

#include "kernels/gemm_sm90_shapes.hpp"
#include "tests/kernels/gemm_sm90_case.hpp"

namespace assay::ASSAY_TARGET {
namespace {

using model::Landing;
using model::Watch;

template <DataType kType, Layout kLayout, int kShape>
void expect_exact() {
  constexpr HopperGemmShape kOf =
      hopper_gemm_shape(kType, GemmSm90Shapes<kType>::list[kShape], kLayout, Accumulation::none);
  for (const GemmExtent x : {GemmExtent{1, 1, 1}, {129, 257, 65}, {300, 130, 72}, {8, 200, 300}}) {
    SCOPED_TRACE(::testing::Message() << x.m << " x " << x.n << " x " << x.k);
    for (const Landing landing : landings())
      EXPECT_EQ(GemmCase<kOf>(x, {.landing = landing}).wrong(), "");
    EXPECT_EQ(GemmCase<kOf>(x, {.watch = Watch::free}).wrong(), "");
  }
}

template <DataType kType, Layout kLayout>
void expect_exact_basic() {
  static_assert(kGemmSm90Basic == 2);
  expect_exact<kType, kLayout, 0>();
  expect_exact<kType, kLayout, 1>();
}

TEST(GemmSm90Layouts, Bf16RowRow) {
  expect_exact_basic<DataType::bf16, Layout::row_row>();
}
TEST(GemmSm90Layouts, Bf16ColumnColumn) {
  expect_exact_basic<DataType::bf16, Layout::column_column>();
}
TEST(GemmSm90Layouts, Bf16ColumnRow) {
  expect_exact_basic<DataType::bf16, Layout::column_row>();
}
TEST(GemmSm90Layouts, Fp16RowRow) {
  expect_exact_basic<DataType::fp16, Layout::row_row>();
}
TEST(GemmSm90Layouts, Fp16ColumnColumn) {
  expect_exact_basic<DataType::fp16, Layout::column_column>();
}
TEST(GemmSm90Layouts, Fp16ColumnRow) {
  expect_exact_basic<DataType::fp16, Layout::column_row>();
}

// One block does many tiles, so that rings and staging are used again and again, and units reach
// over the edge of the matrix.
TEST(GemmSm90Layouts, ManyTilesOfOneCluster) {
  constexpr HopperGemmShape kOf{
      .type = DataType::bf16, .tile_rows = 128, .tile_columns = 128, .cluster = 2, .stages = 2};
  if (kFreeOnly) {
    EXPECT_EQ(GemmCase<kOf>({650, 250, 200}, {.clusters = 1}).wrong(), "");
    return;
  }
  for (const std::uint32_t group : {1u, 2u, 16u}) {
    for (const int first : {0, 4, 15, 23}) {
      const GemmRun run{.clusters = 1, .group = group, .first = first};
      EXPECT_EQ(GemmCase<kOf>({650, 250, 200}, run).wrong(), "");
    }
  }
}

}  // namespace
}  // namespace assay::ASSAY_TARGET
