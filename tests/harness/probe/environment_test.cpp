// Does nothing but the listed variables reach the document?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include "harness/probe/text.hpp"

namespace assay::probe {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;

TEST(Environment, listed_variables_are_recorded) {
  const Environment all = {{"CUDA_VISIBLE_DEVICES", "0,1"},
                           {"CUDA_DEVICE_ORDER", "PCI_BUS_ID"},
                           {"CUDA_MPS_PIPE_DIRECTORY", "/tmp/mps"},
                           {"NVIDIA_VISIBLE_DEVICES", "all"},
                           {"NCCL_DEBUG", "INFO"},
                           {"OMP_NUM_THREADS", "4"},
                           {"SLURM_JOB_ID", "17"},
                           {"SLURM_NODELIST", "gpu[01-04]"},
                           {"SLURM_PROCID", "3"},
                           {"SLURM_LOCALID", "1"},
                           {"SLURM_NNODES", "4"},
                           {"POD_NAME", "trainer-0"}};
  EXPECT_EQ(recorded_environment(all), all);
}

TEST(Environment, no_other_variable_leaks) {
  const Environment all = {{"AWS_SECRET_ACCESS_KEY", "s3cret"},
                           {"PATH", "/bin"},
                           {"HOME", "/home/me"},
                           {"SLURM_JWT", "token"},
                           {"SLURM_JOB_USER", "me"},
                           {"KUBERNETES_SERVICE_HOST", "10.0.0.1"},
                           {"CUDA_VISIBLE_DEVICES_TOKEN", "s3cret"},
                           {"MY_NCCL_DEBUG", "s3cret"},
                           {"nccl_debug", "s3cret"},
                           {"NCCL_lower", "s3cret"},
                           {"NCCL_\x1b[31m", "s3cret"},
                           {"NCCL_" + std::string(200, 'A'), "s3cret"},
                           {"CUDA_PATH", "/opt"},
                           {"POD_NAME2", "s3cret"},
                           {"", "s3cret"},
                           {"NCCL_ALGO", "Ring"}};
  EXPECT_THAT(recorded_environment(all), UnorderedElementsAre(Pair("NCCL_ALGO", "Ring")));
}

TEST(Environment, empty_value_is_a_fact) {
  EXPECT_THAT(recorded_environment({{"CUDA_VISIBLE_DEVICES", ""}}),
              UnorderedElementsAre(Pair("CUDA_VISIBLE_DEVICES", "")));
}

TEST(Environment, values_that_are_not_plain_text_are_left_out) {
  EXPECT_TRUE(
      recorded_environment({{"NCCL_A", "\xff\xfe"}, {"NCCL_B", "a\nb"}, {"NCCL_C", "\x1b[2J"}})
          .empty());
}

TEST(Environment, long_values_are_cut_between_characters) {
  const std::string ascii(5000, 'x');
  EXPECT_EQ(recorded_environment({{"NCCL_A", ascii}}).at("NCCL_A"), std::string(1021, 'x') + "...");
  EXPECT_EQ(recorded_environment({{"NCCL_A", std::string(1024, 'x')}}).at("NCCL_A").size(), 1024u);
  std::string euros;
  for (int i = 0; i < 1000; ++i) euros += "\xe2\x82\xac";
  const std::string cut = recorded_environment({{"NCCL_A", euros}}).at("NCCL_A");
  EXPECT_TRUE(is_utf8(cut));
  EXPECT_EQ(cut.size(), 1020u + 3u);
}

TEST(Environment, of_the_process) {
  ASSERT_EQ(setenv("ASSAY_TEST_VARIABLE", "a=b", 1), 0);
  EXPECT_EQ(process_environment().at("ASSAY_TEST_VARIABLE"), "a=b");
  unsetenv("ASSAY_TEST_VARIABLE");
  EXPECT_EQ(process_environment().count("ASSAY_TEST_VARIABLE"), 0u);
}

}  // namespace
}  // namespace assay::probe
