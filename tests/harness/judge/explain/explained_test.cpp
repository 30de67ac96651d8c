// Is every kernel explained, once, and is nothing explained that is not there?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/explain/explained.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "harness/catalogue/catalogue.hpp"
#include "harness/core/words.hpp"
#include "kernels/error.hpp"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ExplainedTest : public testing::Test {
 protected:
  std::vector<std::string> found(std::string_view wanted) const {
    std::vector<std::string> names;
    for (const auto& one : find_explained(all_, wanted)) names.push_back(one.name);
    return names;
  }

  const std::vector<catalogue::Explanation> explanations_ = catalogue::embedded_explanations();
  const std::vector<Explained> all_ = explained(explanations_, kernel_table());
};

TEST_F(ExplainedTest, every_kernel_of_the_table_has_one_explanation_of_its_quantity) {
  std::map<std::string, int> explained;
  for (const auto& explanation : explanations_) {
    for (const auto& kernel : explanation.kernels) ++explained[kernel];
  }
  for (const auto& entry : kernel_table()) {
    const Kernel& kernel = entry.description();
    EXPECT_EQ(explained[kernel.name], 1) << kernel.name;
  }
  for (const auto& one : all_) {
    if (one.description == nullptr) continue;
    EXPECT_EQ(one.explanation->quantity, to_string(one.description->quantity)) << one.name;
  }
}

TEST_F(ExplainedTest, no_explanation_is_of_a_kernel_that_is_not_there) {
  std::set<std::string> kernels;
  for (const auto& entry : kernel_table()) kernels.insert(entry.description().name);
  for (const auto& explanation : explanations_) {
    for (const auto& kernel : explanation.kernels) EXPECT_EQ(kernels.count(kernel), 1u) << kernel;
  }
}

TEST_F(ExplainedTest, every_metric_of_the_catalogue_is_explained_and_no_other) {
  std::set<std::string> names;
  for (const auto& one : all_) EXPECT_TRUE(names.insert(one.name).second) << one.name << " twice";
  for (const auto& metric : catalogue::metrics()) {
    EXPECT_EQ(names.count(std::string(metric.name)), 1u) << metric.name;
  }
  for (const auto& explanation : explanations_) {
    for (const auto& metric : explanation.metrics) {
      EXPECT_NE(catalogue::find_metric(metric), nullptr) << metric;
    }
  }
}

TEST_F(ExplainedTest, units_are_those_of_the_catalogue) {
  for (const auto& one : all_) {
    const auto* info = catalogue::find_metric(one.name);
    if (info == nullptr) continue;
    EXPECT_EQ(one.unit, info->unit) << one.name;
  }
}

TEST_F(ExplainedTest, is_found_by_kernel_metric_and_glob) {
  EXPECT_THAT(found("memory.add"), ElementsAre("memory.add/bandwidth"));
  EXPECT_THAT(found("memory.add/bandwidth"), ElementsAre("memory.add/bandwidth"));
  EXPECT_THAT(found("l2.*"),
              testing::UnorderedElementsAre("l2.knee/capacity", "l2.read/bandwidth"));
  EXPECT_THAT(found("gemm.fp32"), ElementsAre("gemm.fp32/throughput"));
  EXPECT_EQ(found("*").size(), all_.size());
}

TEST_F(ExplainedTest, a_name_that_is_mistyped_is_met_with_the_nearest) {
  for (const char* wrong : {"memory.raed", "memory", "", "memory.read/latency"}) {
    try {
      found(wrong);
      FAIL() << wrong;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_THAT(error.what(), HasSubstr("assay explain"));
    }
  }
  try {
    found("memory.raed");
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("nearest: memory.read"));
  }
}

TEST(Statements, hold_what_a_metric_is_held_against_with_its_source) {
  const auto catalogue = catalogue::embedded_catalogue();
  const auto statements =
      statements_of(catalogue.at("h100-sxm", "a test"), "memory.triad/bandwidth");
  ASSERT_GE(statements.size(), 2u);
  EXPECT_EQ(statements.front().kind, Statement::Kind::published);
  EXPECT_EQ(statements.front().about, "memory.bandwidth");
  EXPECT_EQ(statements.back().kind, Statement::Kind::typical);
  for (const auto& one : statements) EXPECT_NE(one.figure.source, "") << one.about;
}

TEST(Statements, of_a_rate_of_several_types_hold_each_once) {
  const auto catalogue = catalogue::embedded_catalogue();
  std::vector<std::string> about;
  for (const auto& one : statements_of(catalogue.at("h20", "a test"), "tensor.rate/rate")) {
    about.push_back(one.about);
  }
  EXPECT_THAT(about, testing::Contains("tensor.fp16.dense").Times(1));
  EXPECT_THAT(about, testing::Contains("tensor.fp16.per_sm_per_clock").Times(1));
  EXPECT_THAT(about, testing::Contains("tensor.fp8.dense").Times(1));
}

TEST(Statements, of_what_nothing_bounds_are_none) {
  const auto catalogue = catalogue::embedded_catalogue();
  EXPECT_TRUE(statements_of(catalogue.at("h20", "a test"), "shared.read/bandwidth").empty());
}

}  // namespace
}  // namespace assay::judge
