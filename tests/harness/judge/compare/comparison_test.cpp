// Do whole documents add up: pairs, effect, exit code, means and the sentence?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/compare/comparison.hpp"

#include <gtest/gtest.h>

#include "tests/harness/judge/compare/compare_documents.hpp"

namespace assay::judge {
namespace {

using document::CaseRecord;
using measure::Status;

Comparison compared(std::vector<CaseRecord> before, std::vector<CaseRecord> after) {
  return compare(document_of(std::move(before), 'a'), document_of(std::move(after), 'b'), {});
}

CaseRecord good(const std::string& name, double centre = 100) {
  return bandwidth_case(name, around(centre, 0.001));
}

TEST(Comparison, OfADocumentWithItselfIsAllTheSame) {
  const auto document =
      document_of({good("a"), bandwidth_case("noisy", around(100, 0.5)),
                   bandwidth_case("few", {1, 2}), failed_case("failed", Status::error, "x")});
  const auto result = compare(document, document, {});
  for (const auto& one : result.cases) {
    EXPECT_EQ(one.outcome, one.name == "failed" ? Outcome::unpaired : Outcome::same) << one.name;
  }
  EXPECT_EQ(exit_code(result.effect), 0);
  EXPECT_EQ(result.conclusion, "4 cases: 3 same, 1 unpaired; no regression");
}

TEST(Comparison, KeepsTheOrderOfOldAndThenWhatOnlyNewHas) {
  const auto result = compared({good("b"), good("a")}, {good("z"), good("a", 101), good("b", 102)});
  ASSERT_EQ(result.cases.size(), 3u);
  EXPECT_EQ(result.cases[0].name, "b");
  EXPECT_EQ(result.cases[1].name, "a");
  EXPECT_EQ(result.cases[2].name, "z");
  EXPECT_EQ(result.cases[2].reason, "only in NEW");
  EXPECT_EQ(result.effect, Effect::none);
}

TEST(Comparison, TheWorstCaseDecides) {
  const auto slow = good("a", 80);
  const auto wrong = failed_case("c", Status::wrong, "x");
  const auto lost = failed_case("b", Status::skipped, "not reached");
  const auto effect = [](std::vector<CaseRecord> after) {
    return compared({good("a"), good("b"), good("c")}, std::move(after)).effect;
  };
  EXPECT_EQ(exit_code(effect({good("a", 100.01), good("b", 100.01), good("c", 100.01)})), 0);
  EXPECT_EQ(exit_code(effect({slow, good("b"), good("c")})), 1);
  EXPECT_EQ(exit_code(effect({slow, lost, good("c")})), 3);
  EXPECT_EQ(exit_code(effect({slow, good("b")})), 3);
  EXPECT_EQ(exit_code(effect({slow, lost, wrong})), 4);
}

TEST(Comparison, OfDifferentCasesIsNotJudged) {
  const auto result = compared({good("a")}, {good("b")});
  EXPECT_EQ(exit_code(result.effect), 3);
  EXPECT_NE(result.conclusion.find("nothing was compared"), std::string::npos);
  for (const auto& empty : {compared({}, {good("a")}), compared({}, {}),
                            compared({failed_case("a", Status::error, "x")}, {good("a")})}) {
    EXPECT_EQ(exit_code(empty.effect), 3);
    EXPECT_NE(empty.conclusion.find("nothing was compared"), std::string::npos);
  }
}

TEST(Comparison, CountsInItsConclusion) {
  const auto result =
      compared({good("a"), good("b"), good("c"), good("d")},
               {good("a", 80), good("b", 120), failed_case("c", Status::wrong, "")});
  EXPECT_EQ(result.conclusion,
            "4 cases: 1 faster, 1 slower, 1 lost, 1 wrong; 1 computed a wrong answer in NEW; 1 "
            "could not be judged; 1 lost more than is tolerated");
}

TEST(Comparison, MeansAreGeometricAndOfOneQuantityEach) {
  const std::vector<double> one(7, 1.0), four(7, 4.0), two(7, 2.0);
  const auto result =
      compared({bandwidth_case("a", one), bandwidth_case("b", one), latency_case("c", one)},
               {bandwidth_case("a", four), bandwidth_case("b", one), latency_case("c", two)});
  ASSERT_EQ(result.means.size(), 2u);
  EXPECT_EQ(result.means[0].quantity, Quantity::bandwidth);
  EXPECT_EQ(result.means[0].count, 2u);
  EXPECT_DOUBLE_EQ(result.means[0].ratio, 2);
  EXPECT_EQ(result.means[1].quantity, Quantity::latency);
  EXPECT_DOUBLE_EQ(result.means[1].ratio, 0.5);
}

TEST(Comparison, IsSimulatedIfEitherSideIs) {
  const auto measured = document_of({good("a")});
  auto simulated = measured;
  simulated.run.simulated =
      simulate::Simulation{.part = "h20", .present_as = {}, .power_cap_w = {}};
  EXPECT_FALSE(compare(measured, measured, {}).simulated());
  EXPECT_TRUE(compare(measured, simulated, {}).simulated());
  EXPECT_TRUE(compare(simulated, measured, {}).simulated());
  EXPECT_EQ(compare(measured, simulated, {}).after.simulated, "h20");
}

}  // namespace
}  // namespace assay::judge
