// The bound of the timed check lets through what tensor cores are known to do, and little more.
#include "kernels/gemm_bound.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "kernels/gemm_sm80_shapes.hpp"
#include "kernels/gemm_sm90_shapes.hpp"
#include "tests/kernels/gemm_bench.hpp"

namespace assay {
namespace {

using testing::GemmBench;

/// A step of a tensor core as the sources of gemm_bound.cpp describe it: all terms cut, towards
/// zero, `bits` below the leading bit of the largest, added, and the sum cut as well.
double cut_step(double sum, const std::vector<double>& a, const std::vector<double>& b, int bits) {
  int exponent = sum == 0 ? -1000 : std::ilogb(sum);
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != 0 && b[i] != 0) exponent = std::max(exponent, std::ilogb(a[i]) + std::ilogb(b[i]));
  }
  const auto cut = [](double x, int last) {
    return std::ldexp(std::trunc(std::ldexp(x, -last)), last);
  };
  double total = cut(sum, exponent - bits);
  for (std::size_t i = 0; i < a.size(); ++i) total += cut(a[i] * b[i], exponent - bits);
  return total == 0 ? 0 : cut(total, std::ilogb(total) - std::min(bits, 23));
}

/// Replaces C by what such a tensor core computes. `promotion`: products after which the sum goes
/// to fp32; 0: none.
template <DataType kType>
void compute_with_cuts(GemmBench<kType>& bench, std::uint64_t step, int bits,
                       std::uint64_t promotion) {
  const auto number = [](auto stored) {
    return static_cast<double>(cpu_baseline::gemm_number<kType>(stored));
  };
  const Parameters& p = bench.p;
  std::vector<double> a(step), b(step);
  for (std::uint64_t i = 0; i < p.m * p.n; ++i) {
    double sum = 0;
    float promoted = 0;
    for (std::uint64_t k = 0; k < p.k; k += step) {
      for (std::uint64_t s = 0; s < step; ++s) {
        a[s] = number(bench.a()[i / p.n * p.k + k + s]);
        b[s] = number(bench.b()[i % p.n * p.k + k + s]);
      }
      sum = cut_step(sum, a, b, bits);
      if (promotion != 0 && (k + step) % promotion == 0) {
        promoted += static_cast<float>(sum);
        sum = 0;
      }
    }
    bench.c()[i] = cpu_baseline::gemm_output<kType>(promoted + static_cast<float>(sum));
  }
}

template <DataType kType>
std::uint64_t wrong_with_cuts(std::uint64_t step, int bits, Accumulation accumulation) {
  GemmBench<kType> bench(8, 32, 8192, Inputs::timed);
  bench.p.accumulation = accumulation;
  compute_with_cuts(bench, step, bits, accumulation == Accumulation::promoted ? 128 : 0);
  return bench.verify().count;
}

// No figure here was measured: it is the published arithmetic that must pass.
TEST(GemmBound, LetsThroughWhatTensorCoresAreKnownToDo) {
  EXPECT_EQ(wrong_with_cuts<DataType::bf16>(16, 25, Accumulation::none), 0u);  // Hopper
  EXPECT_EQ(wrong_with_cuts<DataType::bf16>(8, 24, Accumulation::none), 0u);   // A100
  EXPECT_EQ(wrong_with_cuts<DataType::fp16>(16, 25, Accumulation::none), 0u);
  EXPECT_EQ(wrong_with_cuts<DataType::tf32>(8, 25, Accumulation::none), 0u);
  EXPECT_EQ(wrong_with_cuts<DataType::tf32>(4, 24, Accumulation::none), 0u);
  EXPECT_EQ(wrong_with_cuts<DataType::fp8_e4m3>(32, 13, Accumulation::fast), 0u);
  EXPECT_EQ(wrong_with_cuts<DataType::fp8_e5m2>(32, 13, Accumulation::fast), 0u);
  EXPECT_EQ(wrong_with_cuts<DataType::fp8_e4m3>(32, 13, Accumulation::promoted), 0u);
  // A step of 16: that of 8.9, and of Hopper should it be so after all.
  EXPECT_EQ(wrong_with_cuts<DataType::fp8_e4m3>(16, 13, Accumulation::fast), 0u);
}

TEST(GemmBound, DoesNotLetThroughSumsOfFarFewerBits) {
  EXPECT_GT(wrong_with_cuts<DataType::bf16>(16, 13, Accumulation::none), 50u);  // as fp8's
  EXPECT_GT(wrong_with_cuts<DataType::fp8_e4m3>(32, 7, Accumulation::fast), 50u);
  EXPECT_GT(wrong_with_cuts<DataType::fp8_e4m3>(32, 7, Accumulation::promoted), 0u);
}

// FP8 has a native path on 8.9 too, by mma.sync, where it is added in smaller steps.
template <DataType kType>
void expect_steps_by_shape() {
  Parameters p{.type = kType, .m = 8192, .n = 8192, .k = 8192};
  p.accumulation = Accumulation::fast;
  p.path = Path::fallback;
  const double by_mma_sync = gemm_bound(p).absolute;
  p.path = Path::native;
  const double by_wgmma = gemm_bound(p).absolute;
  EXPECT_GT(by_mma_sync, by_wgmma);
  for (const Variant& shape : GemmSm90Shapes<kType>::list) {
    p.variant = shape;
    EXPECT_EQ(gemm_bound(p).absolute, by_wgmma) << shape.tile_rows << " x " << shape.tile_columns;
  }
  for (const Variant& shape : GemmSm80Shapes<kType>::list) {
    p.variant = shape;
    EXPECT_EQ(gemm_bound(p).absolute, by_mma_sync)
        << shape.tile_rows << " x " << shape.tile_columns;
  }
}

TEST(GemmBound, TakesTheStepsOfTheInstructionThatTheShapeIsOf) {
  expect_steps_by_shape<DataType::fp8_e4m3>();
  expect_steps_by_shape<DataType::fp8_e5m2>();
}

// Exact inputs leave nothing to cut, even in 14 bits.
TEST(GemmBound, ExactInputsAreExactInSumsOf14Bits) {
  GemmBench<DataType::fp8_e4m3> bench(8, 32, 8192, Inputs::exact);
  compute_with_cuts(bench, 32, 13, 0);
  EXPECT_EQ(bench.verify().count, 0u);
}

TEST(GemmBound, GrowsWithWhatIsSummedAndIsNothingWhereNothingIsRounded) {
  Parameters p{.type = DataType::int8, .m = 8192, .n = 8192, .k = 8192};
  p.path = Path::native;
  EXPECT_EQ(gemm_bound(p).absolute, 0);
  EXPECT_EQ(gemm_bound(p).relative, 0);
  p.type = DataType::fp8_e4m3;
  p.accumulation = Accumulation::fast;
  const GemmBound fast = gemm_bound(p);
  // One missing step of 32 products is off by 4/3 sqrt(32) = 7.5 on average.
  EXPECT_LT(fast.absolute, 2 * 7.5);
  EXPECT_LT(fast.relative, 0.05);
  p.accumulation = Accumulation::promoted;
  EXPECT_LT(gemm_bound(p).absolute, fast.absolute / 5);
  p.accumulation = Accumulation::none;
  for (const auto& [type, most] : {std::pair{DataType::bf16, 0.2},
                                   {DataType::fp16, 0.2},
                                   {DataType::tf32, 0.3},
                                   {DataType::fp64, 1e-8}}) {
    p.type = type;
    EXPECT_LT(gemm_bound(p).absolute, most);
    EXPECT_GT(gemm_bound(p).absolute, 0);
  }
  p.inputs = Inputs::exact;
  EXPECT_EQ(gemm_bound(p).absolute, 0);
}

}  // namespace
}  // namespace assay
