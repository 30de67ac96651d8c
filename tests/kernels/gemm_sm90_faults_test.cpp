// Every planted bug of the Hopper product is found on the model, whichever warp comes first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/kernels/gemm_sm90_case.hpp"

namespace assay::ASSAY_TARGET {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Matcher;
using ::testing::StartsWith;
using Fault = HopperGemmFault;
using model::Landing;

constexpr HopperGemmShape kOne{
    .type = DataType::bf16, .tile_rows = 128, .tile_columns = 128, .cluster = 1, .stages = 3};
constexpr HopperGemmShape kTwo{
    .type = DataType::bf16, .tile_rows = 128, .tile_columns = 128, .cluster = 2, .stages = 3};
constexpr HopperGemmShape kAcross{.type = DataType::bf16,
                                  .tile_rows = 128,
                                  .tile_columns = 128,
                                  .cluster = 1,
                                  .stages = 3,
                                  .a_major = hopper::Major::mn,
                                  .b_major = hopper::Major::mn};
constexpr HopperGemmShape kPromoted{.type = DataType::fp8_e4m3,
                                    .tile_rows = 128,
                                    .tile_columns = 128,
                                    .cluster = 1,
                                    .stages = 3,
                                    .promoted = true};

/// What is said of a fault must match, whichever warp has the first turn, and whether loads land
/// as late or as early as is legal.
template <HopperGemmShape kShape, Fault kFault>
void expect_found(const Matcher<std::string>& expected) {
  if (kFreeOnly) GTEST_SKIP() << "the checked model is what finds it, and takes turns";
  constexpr std::uint32_t kSlice = 128 / hopper::element_bytes(kShape.type);
  for (const Landing landing : {Landing::latest, Landing::earliest}) {
    for (const int first : {0, 1, 4, 6, 11}) {
      SCOPED_TRACE(::testing::Message() << "warp " << first << " first");
      const GemmExtent extent{3 * kShape.tile_rows * kShape.cluster, kShape.tile_columns,
                              5 * kSlice};
      GemmCase<kShape, kFault> product(extent, {.clusters = 1, .first = first, .landing = landing});
      EXPECT_THAT(product.wrong(), expected);
    }
  }
}

const auto kWrongAnswer = HasSubstr("C is wrong");
const auto kUnordered = HasSubstr("is not ordered after a write");
const auto kOverwritten = HasSubstr("overwrites what may still be read");
const auto kDeadlock = HasSubstr("deadlock, waiting for");

TEST(GemmSm90Fault, NoneIsFoundWhereNoneIs) {
  expect_found<kOne, Fault::none>("");
  expect_found<kTwo, Fault::none>("");
  expect_found<kAcross, Fault::none>("");
  expect_found<kPromoted, Fault::none>("");
}

TEST(GemmSm90Fault, DescriptorWithAWrongStride) {
  const auto found = AnyOf(kWrongAnswer, kUnordered);
  expect_found<kOne, Fault::wrong_stride>(found);
  expect_found<kAcross, Fault::wrong_stride>(found);
}
TEST(GemmSm90Fault, DescriptorWithAWrongSwizzle) {
  expect_found<kOne, Fault::wrong_swizzle>(kWrongAnswer);
  expect_found<kAcross, Fault::wrong_swizzle>(AnyOf(kWrongAnswer, kUnordered));
}
TEST(GemmSm90Fault, WrongStepAlongK) {
  expect_found<kOne, Fault::wrong_k_step>(kWrongAnswer);
  expect_found<kAcross, Fault::wrong_k_step>(kWrongAnswer);
  expect_found<kPromoted, Fault::wrong_k_step>(kWrongAnswer);
}
TEST(GemmSm90Fault, SumsThatAreNotReset) {
  expect_found<kOne, Fault::always_accumulate>(kWrongAnswer);
  expect_found<kPromoted, Fault::no_promotion_reset>(kWrongAnswer);
}
TEST(GemmSm90Fault, LastSliceLeftOut) {
  expect_found<kOne, Fault::no_last_slice>(kWrongAnswer);
  expect_found<kTwo, Fault::no_last_slice>(kWrongAnswer);
}

TEST(GemmSm90Fault, WrongPhase) {
  const auto found = AnyOf(kUnordered, kOverwritten, kDeadlock, HasSubstr("an arrival too many"));
  expect_found<kOne, Fault::no_phase_flip>(found);
  expect_found<kTwo, Fault::no_phase_flip>(found);
}
TEST(GemmSm90Fault, WrongTransactionCount) {
  const auto found = AnyOf(HasSubstr("expect_tx"), kDeadlock);
  expect_found<kOne, Fault::short_expect_tx>(found);
  expect_found<kTwo, Fault::short_expect_tx>(found);
}
TEST(GemmSm90Fault, DeadlockShowsEveryBarrier) {
  if (kFreeOnly) GTEST_SKIP() << "the checked model is what finds it, and takes turns";
  GemmCase<kTwo, Fault::own_block_in_mask_only> product({512, 128, 320}, {.clusters = 1});
  const std::string said = product.wrong();
  for (const char* const block : {"block 0", "block 1"}) {
    EXPECT_THAT(said, HasSubstr(std::string("\n  ") + block + ", mbarrier at "));
  }
  EXPECT_THAT(said, HasSubstr("bytes pending"));
}

TEST(GemmSm90Fault, StageUsedBeforeItIsFull) {
  const auto found = AnyOf(kUnordered, HasSubstr("reads what nobody wrote"));
  expect_found<kOne, Fault::no_full_wait>(found);
  expect_found<kTwo, Fault::no_full_wait>(found);
}
TEST(GemmSm90Fault, StageFilledBeforeItIsEmpty) {
  const auto found = AnyOf(kUnordered, kOverwritten, HasSubstr("an arrival too many"),
                           HasSubstr("expect_tx"), kDeadlock);
  expect_found<kOne, Fault::no_empty_wait>(found);
  expect_found<kTwo, Fault::no_empty_wait>(found);
}
TEST(GemmSm90Fault, StageReleasedBeforeItWasRead) {
  expect_found<kOne, Fault::early_release>(AnyOf(kOverwritten, kUnordered));
  expect_found<kTwo, Fault::early_release>(AnyOf(kOverwritten, kUnordered));
}
TEST(GemmSm90Fault, StageReleasedToTheOwnBlockOnly) {
  expect_found<kTwo, Fault::release_own_block_only>(AnyOf(kOverwritten, kUnordered, kDeadlock));
}
TEST(GemmSm90Fault, WrongMulticastMask) {
  expect_found<kTwo, Fault::own_block_in_mask_only>(kDeadlock);
}

TEST(GemmSm90Fault, BarriersNotFenced) {
  expect_found<kOne, Fault::no_init_fence>(HasSubstr("without fence.mbarrier_init"));
  expect_found<kTwo, Fault::no_init_fence>(HasSubstr("without fence.mbarrier_init"));
}
TEST(GemmSm90Fault, BarriersUsedBeforeTheyAreInitialised) {
  const auto found = AnyOf(HasSubstr("no mbarrier is initialised"), kUnordered);
  expect_found<kOne, Fault::no_init_sync>(found);
  expect_found<kTwo, Fault::no_init_sync>(found);
}

TEST(GemmSm90Fault, NoWgmmaFence) {
  const auto found = HasSubstr("without wgmma.fence");
  expect_found<kOne, Fault::no_wgmma_fence>(found);
  expect_found<kPromoted, Fault::no_wgmma_fence>(found);
}
TEST(GemmSm90Fault, AccumulatorReadBeforeTheWait) {
  const auto found = HasSubstr("before wgmma.wait_group");
  expect_found<kOne, Fault::no_accumulator_wait>(found);
  expect_found<kPromoted, Fault::no_accumulator_wait>(found);
}

TEST(GemmSm90Fault, ResultsNotFencedForTheOtherProxy) {
  const auto found = HasSubstr("without fence.proxy.async");
  expect_found<kOne, Fault::no_proxy_fence>(found);
  expect_found<kTwo, Fault::no_proxy_fence>(found);
}
TEST(GemmSm90Fault, ResultsStoredBeforeAllAreThere) {
  expect_found<kOne, Fault::no_epilogue_sync>(AnyOf(kUnordered, HasSubstr("nobody wrote")));
}
TEST(GemmSm90Fault, StagingReusedBeforeItsStoreReadIt) {
  expect_found<kOne, Fault::no_staging_wait>(kOverwritten);
  expect_found<kTwo, Fault::no_staging_wait>(kOverwritten);
}
TEST(GemmSm90Fault, StagingReusedBeforeTheWaitIsKnown) {
  expect_found<kOne, Fault::no_staging_sync>(kOverwritten);
}
TEST(GemmSm90Fault, BlockEndsBeforeItsStoresReadIt) {
  expect_found<kOne, Fault::no_final_wait>(HasSubstr("bulk stores may still read its memory"));
}
TEST(GemmSm90Fault, NoFinalClusterBarrier) {
  expect_found<kTwo, Fault::no_final_cluster_sync>(
      AnyOf(HasSubstr("a cluster barrier is missing"), HasSubstr("a block that has ended")));
}

}  // namespace
}  // namespace assay::ASSAY_TARGET
