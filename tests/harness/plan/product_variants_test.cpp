// Which variants and sizes of a product do tuning and sweeps choose?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "harness/plan/plan.hpp"
#include "harness/plan/products.hpp"
#include "tests/harness/plan/planned.hpp"
#include "tests/harness/plan/product_fakes.hpp"

namespace assay::plan {
namespace {

using fake::plan_on;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST(ProductVariants, TheKernelChoosesWhereNothingIsTuned) {
  const auto variant = [](const probe::Facts& facts, const Options& options) {
    return plan_on(facts, options).cases.at(0).parameters.variant;
  };
  EXPECT_EQ(variant(fake::h100(), {.only = {"gemm.fp16"}}), fake::kWide);
  EXPECT_EQ(variant(fake::h100(), {.only = {"gemm.fp16"}, .shapes = {Shape{8192, 1024, 64}}}),
            fake::kSquare);
  EXPECT_EQ(variant(fake::a100(), {.only = {"gemm.fp16"}}), fake::kOld);
}

TunedKernel tuned(const char* kernel, TunedFor holds, const Variant& variant) {
  return {.kernel = kernel,
          .compute_capability = 90,
          .processors = 132,
          .holds = holds,
          .variant = variant};
}

Variant tuned_at(const Tuning& tuning, const Shape& shape) {
  return plan_on(fake::h100(), {.only = {"gemm.fp16"}, .shapes = {shape}, .tuning = tuning})
      .cases.at(0)
      .parameters.variant;
}

TEST(ProductVariants, AnEntryHoldsForItsTypePathAndSize) {
  const TunedFor holds{
      .type = DataType::fp16, .path = Path::native, .shape = Shape{4096, 4096, 4096}};
  const Tuning tuning{tuned("gemm.fp16", holds, fake::kSquare)};
  EXPECT_EQ(tuned_at(tuning, {4096, 4096, 4096}), fake::kSquare);
  EXPECT_EQ(tuned_at(tuning, {8192, 2048, 4096}), fake::kSquare) << "of the same class";
  EXPECT_EQ(tuned_at(tuning, {8200, 4096, 4096}), fake::kWide) << "more than twice as long";
  EXPECT_EQ(tuned_at(tuning, {4096, 4096, 2040}), fake::kWide);
  for (const auto change : std::vector<void (*)(TunedFor&)>{
           [](TunedFor& one) { one.type = DataType::bf16; },
           [](TunedFor& one) { one.path = Path::fallback; },
           [](TunedFor& one) { one.layout = Layout::row_row; },
           [](TunedFor& one) { one.accumulation = Accumulation::promoted; }}) {
    auto other = holds;
    change(other);
    EXPECT_EQ(tuned_at({tuned("gemm.fp16", other, fake::kSquare)}, {4096, 4096, 4096}),
              fake::kWide);
  }
}

TEST(ProductVariants, TheNearestSizeWinsAndWhatCannotRunDoesNot) {
  const auto at = [](std::uint64_t edge) {
    return TunedFor{.type = DataType::fp16, .shape = Shape{edge, edge, edge}};
  };
  const Tuning tuning{tuned("gemm.fp16", at(4096), fake::kWide),
                      tuned("gemm.fp16", at(8192), fake::kSquare)};
  EXPECT_EQ(tuned_at(tuning, {8192, 8192, 8192}), fake::kSquare);
  EXPECT_EQ(tuned_at(tuning, {5000, 5000, 5000}), fake::kWide);
  EXPECT_EQ(tuned_at(tuning, {6144, 6144, 6144}), fake::kSquare);
  EXPECT_EQ(tuned_at({tuned("gemm.fp16", {}, fake::kOld)}, {4096, 4096, 4096}), fake::kWide)
      << "a shape of the fallback is none of the native path";
}

TEST(ProductSweep, HasEveryVariantOfEachSustainedWayAtTwoSizes) {
  const auto plan = plan_on(
      fake::h100(), {.level = Level::standard, .only = {"gemm.bf16"}, .sweep = Sweep::variants});
  // Two native ways with two variants each, and the fallback with one.
  EXPECT_THAT(plan.cases, SizeIs(2 * (2 * 2 + 1)));
  EXPECT_THAT(plan.cases, Each(Field(&Case::swept, true)));
  for (const auto& one : plan.cases) {
    EXPECT_EQ(one.parameters.load, Load::sustained);
    EXPECT_EQ(one.parameters.variant == fake::kOld, one.parameters.path == Path::fallback);
    EXPECT_EQ(one.unavailable, "");
  }
  EXPECT_THAT(names(plan), Contains(AllOf(HasSubstr("m=4096"), HasSubstr("tile_columns=128"))));
  const Shape own{512, 512, 512};
  EXPECT_THAT(shapes(plan_on(fake::h100(),
                             {.only = {"gemm.bf16"}, .shapes = {own}, .sweep = Sweep::variants})),
              ElementsAre(own, own));
}

TEST(ProductSweep, OfWhatAPartLacksIsLeftOut) {
  const auto plan = plan_on(fake::a100(), {.only = {"gemm.*"}, .sweep = Sweep::variants});
  EXPECT_THAT(names(plan), Each(Not(HasSubstr("fp8"))));
  EXPECT_THAT(plan.left_out, SizeIs(1));
}

TEST(ShapeSweep, IsBoundedUniqueAndFillsEverySm) {
  for (const std::uint32_t processors : {132u, 114u, 108u, 78u, 142u, 97u}) {
    auto facts = fake::h100();
    facts.cuda.devices[0].multiprocessors = processors;
    const auto plan = plan_on(facts, {.only = {"gemm.bf16"}, .sweep = Sweep::shapes});
    EXPECT_LE(plan.cases.size(), kShapesToSearchAtMost) << processors;
    const auto list = names(plan);
    EXPECT_EQ(std::set<std::string>(list.begin(), list.end()).size(), list.size());
    for (const auto& one : plan.cases) {
      const auto& p = one.parameters;
      EXPECT_EQ(p.load, Load::sustained);
      EXPECT_FALSE(one.swept);
      if (p.m == p.n && p.n % 2048 == 0) continue;
      EXPECT_EQ(p.m % 128, 0u);
      EXPECT_EQ(p.n % 256, 0u);
      EXPECT_EQ((p.m / 128) * (p.n / 256) % processors, 0u) << one.name();
    }
  }
  EXPECT_THAT(shapes(plan_on(fake::h100(), {.only = {"gemm.bf16"}, .sweep = Sweep::shapes})),
              Contains(Shape{4224, 4096, 8192}))
      << "528 tiles of 128 x 256 are four times 132";
}

TEST(ShapeSweep, LeavesOutWhatDoesNotFitAndOtherKernels) {
  auto facts = fake::h100();
  facts.cuda.devices[0].memory_free_bytes = std::uint64_t{1} << 30;
  const auto plan = plan_on(facts, {.sweep = Sweep::shapes});
  EXPECT_THAT(names(plan), Each(HasSubstr("gemm.")));
  for (const auto& one : plan.cases) EXPECT_EQ(one.unavailable, "");
  EXPECT_THAT(shapes(plan), Not(Contains(Shape{16384, 16384, 16384})));
}

}  // namespace
}  // namespace assay::plan
