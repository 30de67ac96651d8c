// Shapes, and what a stage holds, of the matrix product for Hopper.
#include "kernels/gemm_sm90_shapes.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <utility>

#include "kernels/gemm_sm90_plan.hpp"

namespace assay::ASSAY_TARGET {
namespace {

/// The bytes of all boxes of one slice, of all blocks of a cluster, as one block receives them.
template <HopperGemmShape kShape>
std::uint32_t loaded_bytes() {
  using Plan = HopperGemmPlan<kShape>;
  const HopperGemmTensors tensors = hopper_gemm_tensors<kShape>({.m = 1, .n = 1, .k = 1});
  const auto of = [](const hopper::Tensor& tensor, hopper::Major major, std::uint32_t extent) {
    const std::uint32_t box = tensor.box_columns * Plan::kElement * tensor.box_rows;
    return extent / (major == hopper::Major::k ? tensor.box_rows : tensor.box_columns) * box;
  };
  return of(tensors.a, kShape.a_major, kShape.tile_rows) +
         of(tensors.b, kShape.b_major, kShape.tile_columns);
}

template <DataType kType, Layout kLayout, Accumulation kAccumulation, std::size_t kIndex>
void check_shape() {
  if constexpr (gemm_sm90_compiled<kType>(kIndex, kLayout, kAccumulation)) {
    constexpr Variant kVariant = GemmSm90Shapes<kType>::list[kIndex];
    constexpr HopperGemmShape kShape = hopper_gemm_shape(kType, kVariant, kLayout, kAccumulation);
    using Plan = HopperGemmPlan<kShape>;
    EXPECT_EQ(loaded_bytes<kShape>(), Plan::kStage);
    EXPECT_GE(kVariant.stages, 3u);
    EXPECT_LE(Plan::kShared, 232448u);  // what a block can have on an SM of Hopper
    EXPECT_EQ(Plan::kRows * (Plan::kSideBySide ? 1 : 2), kVariant.tile_rows);
    EXPECT_EQ(Plan::kColumns * (Plan::kSideBySide ? 2 : 1), kVariant.tile_columns);
    // Sums, and those of one slice beside them, leave 232 registers some for the rest.
    const std::uint32_t sums = Plan::kWaves * Plan::kWaveColumns / 2;
    EXPECT_LE(sums + (kShape.promoted ? Plan::kWaveColumns / 2 : 0), 192u);
  }
}

template <DataType kType, Layout kLayout, Accumulation kAccumulation>
void check_shapes() {
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    (check_shape<kType, kLayout, kAccumulation, kIndex>(), ...);
  }
  (std::make_index_sequence<GemmSm90Shapes<kType>::count>());
}

TEST(GemmSm90Shapes, FitTheMachine) {
  check_shapes<DataType::bf16, Layout::row_column, Accumulation::none>();
  check_shapes<DataType::bf16, Layout::row_row, Accumulation::none>();
  check_shapes<DataType::fp16, Layout::column_column, Accumulation::none>();
  check_shapes<DataType::fp16, Layout::column_row, Accumulation::none>();
  check_shapes<DataType::fp8_e4m3, Layout::row_column, Accumulation::fast>();
  check_shapes<DataType::fp8_e5m2, Layout::row_column, Accumulation::promoted>();
  check_shapes<DataType::int8, Layout::row_column, Accumulation::none>();
  check_shapes<DataType::tf32, Layout::row_column, Accumulation::none>();
}

constexpr Variant kFirst = GemmSm90Shapes<DataType::bf16>::list[0];
constexpr Variant kThird = GemmSm90Shapes<DataType::bf16>::list[2];

TEST(GemmSm90Shapes, WhichRun) {
  EXPECT_TRUE(gemm_sm90_runs<DataType::bf16>(kFirst, Layout::row_column, Accumulation::none));
  EXPECT_TRUE(gemm_sm90_runs<DataType::bf16>(kFirst, Layout::column_row, Accumulation::none));
  EXPECT_TRUE(gemm_sm90_runs<DataType::bf16>(kThird, Layout::row_column, Accumulation::none));
  EXPECT_FALSE(gemm_sm90_runs<DataType::bf16>(kThird, Layout::row_row, Accumulation::none));
  EXPECT_FALSE(gemm_sm90_runs<DataType::int8>(kFirst, Layout::row_row, Accumulation::none));
  EXPECT_TRUE(
      gemm_sm90_runs<DataType::fp8_e4m3>(kFirst, Layout::row_column, Accumulation::promoted));
  EXPECT_FALSE(gemm_sm90_runs<DataType::bf16>(kFirst, Layout::row_column, Accumulation::promoted));
  // Any group is the same code, but none is nonsense.
  Variant other = kFirst;
  other.group = 3;
  EXPECT_TRUE(gemm_sm90_runs<DataType::bf16>(other, Layout::row_column, Accumulation::none));
  other.group = 0;
  EXPECT_FALSE(gemm_sm90_runs<DataType::bf16>(other, Layout::row_column, Accumulation::none));
  EXPECT_FALSE(gemm_sm90_runs<DataType::bf16>({}, Layout::row_column, Accumulation::none));
}

/// Every shape of a list runs with the first layout, also those that share their code with another.
TEST(GemmSm90Shapes, AllRun) {
  for (const Variant& shape : GemmSm90Shapes<DataType::bf16>::list) {
    EXPECT_TRUE(gemm_sm90_runs<DataType::bf16>(shape, Layout::row_column, Accumulation::none));
  }
  for (const Variant& shape : GemmSm90Shapes<DataType::int8>::list) {
    EXPECT_TRUE(gemm_sm90_runs<DataType::int8>(shape, Layout::row_column, Accumulation::none));
  }
}

}  // namespace
}  // namespace assay::ASSAY_TARGET
