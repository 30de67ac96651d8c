// The shape that is chosen for a size and a number of SMs, against winners worked out by hand.
#include "kernels/gemm_choice.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace assay {
namespace {

Parameters product(DataType type, std::uint64_t m, std::uint64_t n, std::uint64_t k) {
  Parameters p{.type = type, .m = m, .n = n, .k = k};
  p.layout = Layout::row_column;
  p.path = Path::native;
  return p;
}

DeviceShape hopper(std::uint32_t processors) {
  return {.processors = processors, .compute_capability = 90};
}

std::string name_of(const Variant& shape) {
  return std::to_string(shape.tile_rows) + "x" + std::to_string(shape.tile_columns) + "/" +
         std::to_string(shape.cluster);
}

struct Row {
  std::uint64_t m, n, k;
  const char* on_132;
  const char* on_78;
};

// Clocks of one slice of k in all waves. On 132 SMs an SM gets 46.6 B a clock from the L2 when all
// ask; on the H20's 78 the tensor core's clocks are four times those of 132 and decide alone.
constexpr Row kRows[] = {
    // 132: 512 tiles of 128x256 in 66 pairs, 4 waves x 1024 = 4096; 128x216: 5 x 945 = 4725;
    //      128x128 in pairs: 8 waves (512 / 66) x 640 = 5120, by shared memory.
    // 78:  7 waves (256 / 39) x 4096 = 28672; 128x216: 8 (608 / 78) x 3456 = 27648; 128x128: 14
    //      (1024 / 78) x 2048 = 28672.
    {4096, 4096, 4096, "128x256/2", "128x216/1"},
    // 132: 16 x 1024 = 16384, and 19 (2432 / 132) x 945 = 17955.
    // 78:  27 x 4096 = 110592 both for 128x256 and, 32 x 3456, for 128x216; 128x128 in 53 waves
    //      (4096 / 78) x 2048 = 108544.
    {8192, 8192, 8192, "128x256/2", "128x128/1"},
    // 64 tiles of 128x128 are one wave of 640 (2048), and 32 of 128x256 one of 1024 (4096).
    {1024, 1024, 1024, "128x128/1", "128x128/1"},
    // 64 tokens, gate and up of Llama 3 8B. Only 64 rows are loaded.
    // 132: 112 tiles of 64x256, at 54.9 B a clock 128 x 320 / 54.9 = 745; 128x256 one wave of 1024;
    //      128x128: two waves (224 / 132) of 640.
    // 78:  2 waves (112 / 78) x 2048 = 4096; 128x128: 3 (224 / 78) x 2048; 128x256: 2 x 4096.
    {64, 28672, 4096, "64x256/1", "64x256/1"},
    // 64 tokens, output of Llama 3 8B: 32 tiles of 128x128 are more SMs than 16 of 64x256.
    // 132: one wave of 640 against one of 704, both by shared memory. 78: equal, and the first.
    {64, 4096, 4096, "128x128/1", "128x128/1"},
    // 128 tokens. 132: 112 tiles of 128x256, one wave of max(1024, 128 x 384 / 54.9 = 895);
    // alone, for a pair one above the other would be empty.
    // 78:  128x192: 2 waves (150 / 78) x 3072 = 6144; 128x128: 3 x 2048, equal but for a wave's
    //      600 clocks more; 128x256: 2 x 4096.
    {128, 28672, 4096, "128x256/1", "128x192/1"},
};

TEST(GemmChoice, IsTheWinnerWorkedOutByHand) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(std::to_string(row.m) + " x " + std::to_string(row.n));
    const Parameters p = product(DataType::bf16, row.m, row.n, row.k);
    EXPECT_EQ(name_of(choose_gemm_variant(p, hopper(132))), row.on_132);
    EXPECT_EQ(name_of(choose_gemm_variant(p, hopper(78))), row.on_78);
  }
}

TEST(GemmChoice, CountsClocksAsItsModelSays) {
  const Parameters p = product(DataType::bf16, 4096, 4096, 4096);  // 64 slices of 64
  Variant shape{.tile_rows = 128, .tile_columns = 256, .cluster = 2};
  const auto clocks = [&](const DeviceShape& device) {
    return gemm_clocks(p, shape, GemmBodyKind::sm90, device);
  };
  EXPECT_EQ(clocks(hopper(132)), 4 * (64 * 1024 + 600));
  EXPECT_EQ(clocks(hopper(78)), 7 * (64 * 4096 + 600));
  shape.cluster = 1;  // 384 lines of 128 bytes at 6154 / 132 a clock
  EXPECT_NEAR(clocks(hopper(132)), 4 * (64 * 384 * 128 / (6154.0 / 132) + 600), 1);
  // mma.sync takes slices half as deep: 128 of them, and 5 waves of 108 SMs.
  EXPECT_EQ(gemm_clocks(p, {.tile_rows = 128, .tile_columns = 256}, GemmBodyKind::sm80,
                        {.processors = 108, .compute_capability = 80}),
            5 * (128 * 1024 + 600));
}

TEST(GemmChoice, TypesOfTheSameBytesAreChosenAlike) {
  // A slice is 128 bytes whatever the type: fp8 of twice the depth, tf32 of half.
  for (const DeviceShape& device : {hopper(132), hopper(78)}) {
    const Variant bf16 = choose_gemm_variant(product(DataType::bf16, 4096, 4096, 4096), device);
    EXPECT_EQ(choose_gemm_variant(product(DataType::fp8_e4m3, 4096, 4096, 8192), device), bf16);
    EXPECT_EQ(choose_gemm_variant(product(DataType::tf32, 4096, 4096, 2048), device), bf16);
  }
}

TEST(GemmChoice, TakesNothingThatItsBodyDoesNotHave) {
  const DataType types[] = {DataType::bf16, DataType::fp16, DataType::fp8_e4m3, DataType::fp8_e5m2,
                            DataType::int8, DataType::tf32, DataType::fp64};
  for (const DataType type : types) {
    for (const std::uint32_t capability : {80u, 86u, 90u, 100u}) {
      for (const Path path : {Path::native, Path::fallback}) {
        for (const Accumulation accumulation : {Accumulation::none, Accumulation::promoted}) {
          if (accumulation == Accumulation::promoted && !is_fp8(type)) continue;
          for (const std::uint64_t side : {64u, 1000u, 4096u, 16384u}) {
            Parameters p = product(type, side, side, side);
            p.path = path;
            p.accumulation = accumulation;
            const GemmBodyKind body = gemm_body(type, path, capability);
            const GemmShapes shapes = gemm_shapes(type, body);
            const DeviceShape device{.processors = 78, .compute_capability = capability};
            const Variant chosen = choose_gemm_variant(p, device);
            EXPECT_NE(std::find(shapes.list, shapes.list + shapes.count, chosen),
                      shapes.list + shapes.count);
            EXPECT_TRUE(gemm_takes_shape(p, chosen, body));
          }
        }
      }
    }
  }
}

TEST(GemmChoice, OtherLayoutsTakeTheShapesCompiledForThem) {
  for (const Layout layout : {Layout::row_row, Layout::column_column, Layout::column_row}) {
    Parameters p = product(DataType::bf16, 4096, 4096, 4096);
    p.layout = layout;
    const Variant chosen = choose_gemm_variant(p, hopper(78));
    EXPECT_TRUE(gemm_takes_shape(p, chosen, GemmBodyKind::sm90));
    EXPECT_NE(chosen.tile_columns, 216u);  // not compiled
  }
}

TEST(GemmChoice, BodyFollowsPathTypeAndPart) {
  EXPECT_EQ(gemm_body(DataType::bf16, Path::native, 90), GemmBodyKind::sm90);
  EXPECT_EQ(gemm_body(DataType::bf16, Path::none, 90), GemmBodyKind::sm90);
  EXPECT_EQ(gemm_body(DataType::bf16, Path::fallback, 90), GemmBodyKind::sm80);
  EXPECT_EQ(gemm_body(DataType::fp64, Path::native, 90), GemmBodyKind::sm80);
  EXPECT_EQ(gemm_body(DataType::bf16, Path::native, 80), GemmBodyKind::sm80);
  EXPECT_EQ(gemm_body(DataType::bf16, Path::fallback, 100), GemmBodyKind::sm80);
}

}  // namespace
}  // namespace assay
