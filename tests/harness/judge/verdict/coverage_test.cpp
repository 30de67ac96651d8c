// Is everything that a verdict needs counted, and the rest not asked for?
#include "harness/judge/verdict/coverage.hpp"

#include <gtest/gtest.h>

namespace assay::judge {
namespace {

document::CaseRecord measured(const char* kernel, Quantity quantity, DataType type) {
  document::CaseRecord record;
  record.name = kernel;
  record.kernel = kernel;
  record.quantity = quantity;
  record.parameters.type = type;
  if (record.kernel.starts_with("gemm.")) {
    record.parameters.m = record.parameters.n = record.parameters.k = 8192;
  }
  record.device = "cuda:0";
  record.status = measure::Status::ok;
  record.statistics.emplace().median = 1;
  return record;
}

document::Document whole() {
  document::Document document;
  document.run.complete = true;
  document.cases = {measured("sm.census", Quantity::count, DataType::fp32),
                    measured("tensor.rate", Quantity::rate, DataType::fp16),
                    measured("fma.rate", Quantity::rate, DataType::fp32),
                    measured("fma.rate", Quantity::rate, DataType::fp64),
                    measured("memory.capacity", Quantity::capacity, DataType::fp32),
                    measured("gemm.fp16", Quantity::throughput, DataType::fp16),
                    measured("memory.read", Quantity::bandwidth, DataType::fp32),
                    measured("memory.triad", Quantity::bandwidth, DataType::fp64)};
  return document;
}

Coverage coverage(const document::Document& document) {
  return coverage_of(document, evidence_of(document).at(0));
}

TEST(Coverage, AnyOfSeveralMetricsWillDo) {
  const auto found = coverage(whole());
  EXPECT_TRUE(found.complete());
  EXPECT_EQ(found.planned, 8u);
  EXPECT_EQ(found.measured, 8u);
}

TEST(Coverage, EachRequirementIsMissed) {
  for (std::size_t i = 0; i < whole().cases.size(); ++i) {
    auto document = whole();
    document.cases.erase(document.cases.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(coverage(document).missing.size(), 1u) << i;
  }
}

TEST(Coverage, ATypeOfMoreBitsDoesNotStandIn) {
  auto document = whole();
  document.cases[1].parameters.type = DataType::tf32;
  const auto found = coverage(document);
  ASSERT_EQ(found.missing.size(), 1u);
  EXPECT_EQ(found.missing[0].what, "tensor.rate of a 16-bit type");
  EXPECT_EQ(found.missing[0].remedy, "assay run --device cuda:0 --only tensor.rate");
}

TEST(Coverage, ASkippedCaseIsNamedOnce) {
  auto document = whole();
  document.cases[6].status = measure::Status::skipped;
  document.cases[6].statistics.reset();
  document.cases[6].reason = "no memory";
  const auto found = coverage(document);
  ASSERT_EQ(found.missing.size(), 1u);
  EXPECT_EQ(found.missing[0].what, "memory.read");
  EXPECT_EQ(found.missing[0].reason, "skipped: no memory");
  EXPECT_EQ(found.measured, 7u);
}

TEST(Coverage, APlannedCaseThatNothingNeedsMustStillBeThere) {
  auto document = whole();
  auto extra = measured("launch.latency", Quantity::latency, DataType::fp32);
  extra.status = measure::Status::error;
  extra.reason = "failed";
  extra.statistics.reset();
  document.cases.push_back(extra);
  const auto found = coverage(document);
  ASSERT_EQ(found.missing.size(), 1u);
  EXPECT_EQ(found.missing[0].what, "launch.latency");
}

TEST(Coverage, TheRunItself) {
  auto document = whole();
  EXPECT_TRUE(missing_of_run(document).empty());
  document.run.complete = false;
  EXPECT_EQ(missing_of_run(document).size(), 1u);
  document.cases.clear();
  EXPECT_EQ(missing_of_run(document).size(), 2u);
}

}  // namespace
}  // namespace assay::judge
