// Which function of NCCL is called, with how many elements?
#include "collectives/nccl/operation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/error.hpp"

namespace assay {
namespace {

using testing::HasSubstr;

std::string why_not(DataType type, std::uint64_t bytes, int ranks,
                    NcclCollective collective = NcclCollective::all_gather) {
  try {
    nccl_operation(collective, type, bytes, ranks);
  } catch (const Error& error) {
    return error.what();
  }
  return "it can be done";
}

TEST(Operation, IsChosenByTheNameOfTheKernel) {
  EXPECT_EQ(nccl_collective_of("collective.all_reduce"), NcclCollective::all_reduce);
  EXPECT_EQ(nccl_collective_of("collective.all_to_all"), NcclCollective::all_to_all);
  EXPECT_EQ(nccl_collective_of("collective.broadcast"), NcclCollective::broadcast);
  EXPECT_THROW(nccl_collective_of("memory.copy"), Error);
  EXPECT_THROW(nccl_collective_of("collective.all_reduce_colocated"), Error);
}

TEST(Operation, CountsAsNcclTestsDoes) {
  const auto count = [](NcclCollective collective) {
    return nccl_operation(collective, DataType::bf16, 1024, 8).count;
  };
  EXPECT_EQ(count(NcclCollective::all_reduce), 512u);
  EXPECT_EQ(count(NcclCollective::broadcast), 512u);
  EXPECT_EQ(count(NcclCollective::all_gather), 64u);
  EXPECT_EQ(count(NcclCollective::reduce_scatter), 64u);
  EXPECT_EQ(count(NcclCollective::all_to_all), 64u);
}

TEST(Operation, LeavesWhatDoesNotDivide) {
  EXPECT_EQ(nccl_operation(NcclCollective::all_gather, DataType::fp32, 1028, 6).count, 42u);
  EXPECT_EQ(nccl_operation(NcclCollective::all_reduce, DataType::fp32, 1027, 6).count, 256u);
}

TEST(Operation, RefusesWhatItCannotDo) {
  EXPECT_THAT(why_not(DataType::fp32, 28, 8), HasSubstr("ask for 32 or more"));
  EXPECT_THAT(why_not(DataType::fp32, 3, 8, NcclCollective::all_reduce),
              HasSubstr("ask for 4 or more"));
  EXPECT_THAT(why_not(DataType::fp8_e4m3, 1024, 8), HasSubstr("bf16, fp16, fp32 or int32"));
}

}  // namespace
}  // namespace assay
