// Is a compilation chosen only where every instruction it may hold exists?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/instruction_set.hpp"

#include <gtest/gtest.h>

namespace assay::probe {
namespace {

ProcessorFeatures everything() {
  return {true, true, true, true, true, true, true, ""};
}

TEST(InstructionSet, everything_is_avx512) {
  EXPECT_EQ(best_cpu_target(everything()), Target::cpu_avx512);
}

TEST(InstructionSet, nothing_is_baseline) {
  EXPECT_EQ(best_cpu_target(ProcessorFeatures{}), Target::cpu_baseline);
}

TEST(InstructionSet, avx512_needs_all_four_parts) {
  for (bool ProcessorFeatures::*part :
       {&ProcessorFeatures::avx512f, &ProcessorFeatures::avx512bw, &ProcessorFeatures::avx512dq,
        &ProcessorFeatures::avx512vl}) {
    ProcessorFeatures features = everything();
    features.*part = false;
    EXPECT_EQ(best_cpu_target(features), Target::cpu_avx2);
  }
}

TEST(InstructionSet, avx2_needs_fma_and_f16c_and_avx512_needs_avx2) {
  for (bool ProcessorFeatures::*part :
       {&ProcessorFeatures::avx2, &ProcessorFeatures::fma, &ProcessorFeatures::f16c}) {
    ProcessorFeatures features = everything();
    features.*part = false;
    EXPECT_EQ(best_cpu_target(features), Target::cpu_baseline);
  }
}

TEST(InstructionSet, names) {
  EXPECT_EQ(instruction_set_name(Target::cpu_avx512), "avx512");
  EXPECT_EQ(instruction_set_name(Target::cpu_avx2), "avx2");
  EXPECT_EQ(instruction_set_name(Target::cpu_baseline), "baseline");
}

}  // namespace
}  // namespace assay::probe
