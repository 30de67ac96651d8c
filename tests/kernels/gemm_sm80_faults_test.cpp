// Every fault planted in the body of mma.sync is found, whichever warp comes first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/kernels/gemm_sm80_case.hpp"

namespace assay::ASSAY_TARGET {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using Fault = GemmSm80Fault;
using Tile = GemmSm80Tile<64, 128, 64, 64>;

/// fp64 reads a slice ahead in another order.
template <DataType kType>
using TileOf = std::conditional_t<kType == DataType::fp64, GemmSm80Tile<64, 64, 32, 64>, Tile>;

/// What the model says of a fault, or "n wrong" where it says nothing.
template <Fault kFault, Major kA = Major::k, Major kB = Major::k, DataType kType = DataType::bf16>
std::string found() {
  using Config = GemmSm80Config<kType, kA, kB, TileOf<kType>, Accumulation::none, kFault>;
  std::string said;
  for (const int first : {0, 1}) {
    // Five slices: the last lies where the first warp stages its rows of C.
    GemmSm80Case<kType> product({60, 126, 4 * Config::SlabA::kSteps + 7}, kA, kB);
    said = product.template run<Config>(first);
    if (!said.empty()) continue;
    if (product.wrong() == 0) return "nothing, with warp " + std::to_string(first) + " first";
    said = std::to_string(product.wrong()) + " wrong";
  }
  return said;
}

template <Fault kFault>
std::string found_in_fp64() {
  return found<kFault, Major::k, Major::k, DataType::fp64>();
}

constexpr const char* kUnordered = "is not ordered after a write";
constexpr const char* kOutside = "a copy reads outside the arrays";

TEST(GemmSm80Fault, None) {
  EXPECT_THAT(found_in_fp64<Fault::none>(), HasSubstr("nothing"));
  EXPECT_THAT(found<Fault::none>(), HasSubstr("nothing"));
}

TEST(GemmSm80Fault, SlicesReadBeforeTheyLanded) {
  EXPECT_THAT(found<Fault::no_wait>(), HasSubstr(kUnordered));
  EXPECT_THAT((found<Fault::no_wait, Major::mn, Major::mn>()), HasSubstr(kUnordered));
}

TEST(GemmSm80Fault, OneGroupTooManyPending) {
  EXPECT_THAT(found<Fault::late_wait>(), HasSubstr(kUnordered));
  EXPECT_THAT(found_in_fp64<Fault::late_wait>(), HasSubstr(kUnordered));
}

TEST(GemmSm80Fault, StagesReadOrRefilledWithoutSync) {
  EXPECT_THAT(found<Fault::no_sync>(),
              AnyOf(HasSubstr(kUnordered), HasSubstr("reads what nobody wrote")));
  EXPECT_THAT(found_in_fp64<Fault::no_sync>(),
              AnyOf(HasSubstr(kUnordered), HasSubstr("reads what nobody wrote")));
}

TEST(GemmSm80Fault, StageRefilledWhileItIsRead) {
  EXPECT_THAT(found<Fault::early_refill>(), HasSubstr("overwrites what may still be read"));
}

TEST(GemmSm80Fault, ReadInAnotherOrderThanWritten) {
  EXPECT_THAT(found<Fault::wrong_swizzle>(), HasSubstr("wrong"));
  EXPECT_THAT((found<Fault::wrong_swizzle, Major::k, Major::mn>()), HasSubstr("wrong"));
}

TEST(GemmSm80Fault, StepOfKReadTwice) {
  EXPECT_THAT(found<Fault::wrong_step>(), HasSubstr("wrong"));
  EXPECT_THAT((found<Fault::wrong_step, Major::mn, Major::mn>()), HasSubstr("wrong"));
}

TEST(GemmSm80Fault, RowsAndStepsOfAFragmentExchanged) {
  EXPECT_THAT(found<Fault::fragment_swap>(), HasSubstr("wrong"));
}

TEST(GemmSm80Fault, ColumnsExchanged) {
  EXPECT_THAT(found<Fault::half_swap>(), HasSubstr("wrong"));
}

TEST(GemmSm80Fault, SumsOfOddRowsMirrored) {
  EXPECT_THAT(found<Fault::serpentine_slip>(), HasSubstr("wrong"));
}

TEST(GemmSm80Fault, BeyondKIsSummed) {
  EXPECT_THAT(found<Fault::no_zero_fill>(), HasSubstr("wrong"));
  EXPECT_THAT((found<Fault::no_zero_fill, Major::mn, Major::mn>()), HasSubstr(kOutside));
}

TEST(GemmSm80Fault, BeyondMAndNIsLoaded) {
  EXPECT_THAT(found<Fault::no_row_check>(), HasSubstr(kOutside));
}

TEST(GemmSm80Fault, SumsStagedOverSlices) {
  EXPECT_THAT(found<Fault::no_epilogue_sync>(), HasSubstr("overwrites what may still be read"));
  EXPECT_THAT(found_in_fp64<Fault::no_epilogue_sync>(),
              HasSubstr("overwrites what may still be read"));
}

TEST(GemmSm80Fault, RowsOfCStoredBeforeTheyAreStaged) {
  EXPECT_THAT(found<Fault::no_stage_sync>(), HasSubstr(kUnordered));
}

TEST(GemmSm80Fault, RowsOfCStagedOverOthers) {
  EXPECT_THAT(found<Fault::no_drain_sync>(), HasSubstr("overwrites what may still be read"));
}

}  // namespace
}  // namespace assay::ASSAY_TARGET
