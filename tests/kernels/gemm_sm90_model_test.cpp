// The Hopper product on the model: exact for every compiled shape of one type and for ragged sizes,
// with no rule broken. Compiled once per type.
#include <gtest/gtest.h>

#include <utility>

#include "kernels/gemm_sm90_shapes.hpp"
#include "tests/kernels/gemm_sm90_case.hpp"

namespace assay::ASSAY_TARGET {
namespace {

using model::Watch;

constexpr DataType kType = DataType::ASSAY_GEMM_TYPE;
using Shapes = GemmSm90Shapes<kType>;

/// Least k that rows of 16 bytes allow, ragged tiles, several slices with a tail, several tiles a
/// block with many laps of the ring.
std::vector<GemmExtent> ragged(const HopperGemmShape& shape) {
  const std::uint32_t least = 16 / hopper::element_bytes(kType);
  return {{1, 1, least},
          {129, 257, 9 * least},
          {300, 130, 72},
          {64, 8, 65},
          {2 * shape.tile_rows, shape.tile_columns, 33 * least + 1}};
}

template <HopperGemmShape kShape>
void expect_exact() {
  int first = 0;
  for (const GemmExtent& x : ragged(kShape)) {
    SCOPED_TRACE(::testing::Message()
                 << x.m << " x " << x.n << " x " << x.k << " in tiles of " << kShape.tile_rows
                 << " x " << kShape.tile_columns << ", clusters of " << kShape.cluster);
    for (const model::Landing landing : landings()) {
      first = (first + 5) % static_cast<int>(12 * kShape.cluster);
      EXPECT_EQ(GemmCase<kShape>(x, {.first = first, .landing = landing}).wrong(), "");
    }
    EXPECT_EQ(GemmCase<kShape>(x, {.clusters = 3, .watch = Watch::free}).wrong(), "");
  }
}

/// How many shapes were compiled.
template <Accumulation kAccumulation>
int expect_every_shape_exact() {
  int count = 0;
  const auto one = [&]<std::size_t kIndex>() {
    if constexpr (gemm_sm90_compiled<kType>(kIndex, Layout::row_column, kAccumulation)) {
      ++count;
      expect_exact<hopper_gemm_shape(kType, Shapes::list[kIndex], Layout::row_column,
                                     kAccumulation)>();
    }
  };
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    (one.template operator()<kIndex>(), ...);
  }
  (std::make_index_sequence<Shapes::count>());
  return count;
}

TEST(GemmSm90, EveryShapeIsExact) {
  EXPECT_GT(expect_every_shape_exact<Accumulation::none>(), 4);
}

TEST(GemmSm90, EveryPromotedShapeIsExact) {
  const int count = expect_every_shape_exact<Accumulation::promoted>();
  EXPECT_EQ(count > 4, is_fp8(kType)) << "fp8 is promoted, and nothing else";
}

}  // namespace
}  // namespace assay::ASSAY_TARGET
