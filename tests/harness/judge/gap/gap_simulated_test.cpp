// Does a gap of whole documents say what the devices behind them do?
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <deque>

#include "harness/judge/gap/gap.hpp"
#include "harness/judge/gap/gap_sides.hpp"
#include "tests/harness/simulate/simulated_document.hpp"

namespace assay::judge {
namespace {

using testing::HasSubstr;

const catalogue::Catalogue& published() {
  static const auto kCatalogue = catalogue::embedded_catalogue();
  return kCatalogue;
}

struct Evidence {
  std::deque<SourceDocument> documents;
  std::vector<Exhibit> exhibits;
};

Evidence evidence_of(const std::vector<const char*>& parts) {
  Evidence made;
  for (const char* part : parts) {
    made.documents.push_back(
        {.name = part,
         .ground = Ground::recorded,
         .document = simulate::simulated_document(
             published(), {.simulation = {.part = part}, .seed = 3, .links = true})});
    for (auto& one : exhibits_of(made.documents.back(), identifier_of(published()))) {
      made.exhibits.push_back(std::move(one));
    }
  }
  return made;
}

Gap gap_of(const char* a, const char* b, const Evidence& evidence) {
  return gap(side_of(published().at(a, "")), side_of(published().at(b, "")), evidence.exhibits);
}

const GapRow& row(const Gap& gap, const std::string& name) {
  for (const auto& one : gap.rows) {
    if (one.name == name) return one;
  }
  throw std::logic_error(name);
}

TEST(GapSimulated, DocumentsGoToTheirSidesAndExplainTheDifference) {
  const auto evidence = evidence_of({"h20", "h100-sxm"});
  const Gap made = gap_of("h100-sxm", "h20", evidence);
  EXPECT_TRUE(made.simulated);
  const auto& gemm = row(made, "FP16 GEMM");
  EXPECT_EQ(gemm.a.best()->source, "h100-sxm, cuda:0");
  EXPECT_EQ(gemm.b.best()->source, "h20, cuda:0");
  EXPECT_NEAR(gemm.measured->value, 0.187, 0.01);
  EXPECT_EQ(gemm.agreement, Agreement::differs);
  EXPECT_THAT(gemm.explanation->cause, HasSubstr("h100-sxm ran at"));
  EXPECT_THAT(gemm.explanation->cause, HasSubstr("held by its power limit"));
  EXPECT_NEAR(row(made, "FP16 per SM clock").measured->value, 0.25, 0.01);
  EXPECT_NEAR(gemm.explanation->clock_free->ratio, 0.148, 0.006);
  EXPECT_EQ(row(made, "memory triad").agreement, Agreement::agrees);
}

TEST(GapSimulated, SwappedSidesInvertEveryMeasuredRatio) {
  const auto evidence = evidence_of({"h20", "h100-sxm"});
  const Gap there = gap_of("h100-sxm", "h20", evidence), back = gap_of("h20", "h100-sxm", evidence);
  ASSERT_EQ(there.rows.size(), back.rows.size());
  for (std::size_t i = 0; i < there.rows.size(); ++i) {
    ASSERT_EQ(there.rows[i].key, back.rows[i].key);
    if (!there.rows[i].measured) continue;
    EXPECT_DOUBLE_EQ(there.rows[i].measured->value * back.rows[i].measured->value, 1);
  }
}

TEST(GapSimulated, ADocumentOfAnotherPartCountsForNeitherSide) {
  const auto evidence = evidence_of({"l40s"});
  const Gap made = gap_of("h100-sxm", "h20", evidence);
  EXPECT_TRUE(made.simulated);
  EXPECT_EQ(row(made, "FP16 GEMM").a.best()->ground, Ground::others);
  EXPECT_THAT(made.notes.front(), HasSubstr("l40s, cuda:0 counts for neither side"));
}

}  // namespace
}  // namespace assay::judge
