// Is the host whose NCCL differs named?
#include "collectives/nccl/versions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace assay {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(Versions, AreFineWhereAllAreTheSame) {
  EXPECT_EQ(nccl_mismatch({}), "");
  const std::vector<NcclOfProcess> one = {{"a", 0, 22803}};
  EXPECT_EQ(nccl_mismatch(one), "");
  const std::vector<NcclOfProcess> same = {{"a", 0, 22803}, {"a", 1, 22803}, {"b", 2, 22803}};
  EXPECT_EQ(nccl_mismatch(same), "");
}

TEST(Versions, NameTheHostThatDiffersFromMost) {
  const std::vector<NcclOfProcess> processes = {
      {"a", 0, 22803}, {"b", 1, 22702}, {"b", 2, 22702}, {"c", 3, 22803}, {"d", 4, 22803}};
  EXPECT_EQ(nccl_mismatch(processes),
            "NCCL is not the same everywhere: b (rank 1) has 2.27.2, where most have 2.28.3; "
            "install one version on all hosts");
}

TEST(Versions, NameAHostThatHasNone) {
  const std::vector<NcclOfProcess> processes = {{"a", 0, 22803}, {"b", 1, 0}};
  EXPECT_THAT(nccl_mismatch(processes), HasSubstr("b (rank 1) has none that can be used, where "
                                                  "most have 2.28.3"));
}

TEST(Versions, NameBothOfAHostThatHasTwo) {
  const std::vector<NcclOfProcess> processes = {
      {"a", 0, 22803}, {"a", 1, 22803}, {"a", 2, 22803}, {"b", 3, 22702}, {"b", 4, 21903}};
  EXPECT_THAT(nccl_mismatch(processes),
              AllOf(HasSubstr("b (rank 3) has 2.27.2"), HasSubstr("b (rank 4) has 2.19.3")));
}

TEST(Versions, NameAFewOfMany) {
  std::vector<NcclOfProcess> processes;
  for (int i = 0; i < 100; ++i) processes.push_back({"host" + std::to_string(i), i, 22803});
  for (int i = 0; i < 20; ++i) processes.push_back({"late" + std::to_string(i), 100 + i, 22702});
  EXPECT_THAT(nccl_mismatch(processes), AllOf(HasSubstr("late7 (rank 107)"),
                                              HasSubstr("and 12 more"), Not(HasSubstr("late8"))));
}

}  // namespace
}  // namespace assay
