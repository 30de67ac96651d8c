// Does a gap take the best evidence, agree only where it may, and do the arithmetic it states?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/gap/gap.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/judge/gap/gap_rows.hpp"
#include "harness/judge/gap/gap_sides.hpp"
#include "tests/harness/judge/gap/gap_evidence.hpp"

namespace assay::judge {
namespace {

using catalogue::Authority;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const catalogue::Metric kGemm{.name = "gemm.fp16/throughput"};

const GapRow* row(const Gap& gap, const std::string& name) {
  for (const auto& one : gap.rows) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

Gap gap_of(const catalogue::Catalogue& catalogue, const std::vector<Exhibit>& evidence = {},
           GapRows rows = GapRows::main) {
  return gap(side_of(catalogue.at("big", "")), side_of(catalogue.at("small", "")), evidence, rows);
}

void others_saw(catalogue::Catalogue& catalogue, const char* id, const std::vector<Seen>& seen) {
  part(catalogue, id).typical.push_back(typical(kGemm, seen));
}

TEST(Gap, RatiosAreOfTheSecondToTheFirst) {
  const auto catalogue = two_parts();
  const Gap made = gap_of(catalogue);
  ASSERT_TRUE(row(made, "FP16 GEMM"));
  EXPECT_EQ(row(made, "FP16 GEMM")->published->value, 0.125);
  EXPECT_EQ(row(made, "memory triad")->published->value, 1.2);
  EXPECT_EQ(row(made, "SMs")->published->value, 0.5);
  EXPECT_DOUBLE_EQ(row(made, "FP16 ridge point")->published->value, 0.125 / 1.2);
  EXPECT_EQ(row(made, "FP16 GEMM")->agreement, Agreement::not_measured);
}

TEST(Gap, OmitsWhatOneSideAloneKnows) {
  auto catalogue = two_parts();
  part(catalogue, "big").figures.emplace("tensor.tf32.dense", figure(500, "FLOP/s"));
  EXPECT_FALSE(row(gap_of(catalogue), "TF32 GEMM"));
  EXPECT_FALSE(row(gap_of(catalogue), "NVLink one way"));
}

// Ground by ground: what is there, and which value must win.
TEST(Gap, TheFirmestGroundWins) {
  auto catalogue = two_parts();
  EXPECT_EQ(row(gap_of(catalogue), "FP16 GEMM")->b.best()->ground, Ground::published);
  others_saw(catalogue, "small", {{.value = 124}});
  EXPECT_EQ(row(gap_of(catalogue), "FP16 GEMM")->b.best()->value, 124);
  const auto recorded =
      shelf_of({document_with("r.json", {{.kernel = "gemm.fp16", .value = 110}})}, {"small"});
  EXPECT_EQ(row(gap_of(catalogue, recorded.exhibits), "FP16 GEMM")->b.best()->value, 110);
  const auto own = shelf_of(
      {document_with("own.json", {{.kernel = "gemm.fp16", .value = 100}}, Ground::document)},
      {"small"});
  std::vector<std::string> notes;
  const Gap made = gap(side_of(catalogue.at("big", "")),
                       side_of(catalogue, "own.json", own.exhibits, notes), recorded.exhibits);
  const auto* best = row(made, "FP16 GEMM")->b.best();
  EXPECT_EQ(best->value, 100);
  EXPECT_EQ(best->ground, Ground::document);
  EXPECT_EQ(best->source, "own.json, cuda:0");
  EXPECT_THAT(made.b.documents, ElementsAre("own.json, cuda:0", "r.json, cuda:0"));
  EXPECT_THAT(notes, IsEmpty());
}

TEST(Gap, OfTwoDocumentsOfOneGroundTheBetterCounts) {
  const auto catalogue = two_parts();
  const auto shelf = shelf_of({document_with("slow.json", {{.kernel = "gemm.fp16", .value = 100}}),
                               document_with("fast.json", {{.kernel = "gemm.fp16", .value = 120}})},
                              {"small"});
  EXPECT_EQ(row(gap_of(catalogue, shelf.exhibits), "FP16 GEMM")->b.best()->value, 120);
}

TEST(Gap, OthersAreComparedBySourcesThatMeasuredBoth) {
  auto catalogue = two_parts();
  others_saw(catalogue, "big", {{.value = 800, .source = "one"}, {.value = 700, .source = "two"}});
  others_saw(catalogue, "small",
             {{.value = 119, .source = "two"}, {.value = 124, .source = "six"}});
  const auto* gemm = row(gap_of(catalogue), "FP16 GEMM");
  ASSERT_TRUE(gemm);
  EXPECT_EQ(gemm->measured->value, 0.17);  // 119 / 700
  EXPECT_EQ(gemm->a.measured->source, "two");
}

TEST(Gap, OthersWithoutACommonSourceAreComparedByTheirBest) {
  auto catalogue = two_parts();
  others_saw(catalogue, "big", {{.value = 800, .conditions = "x"}, {.value = 640}});
  others_saw(catalogue, "small", {{.value = 120, .conditions = "y"}});
  const auto* gemm = row(gap_of(catalogue), "FP16 GEMM");
  EXPECT_EQ(gemm->measured->value, 0.15);
  EXPECT_EQ(gemm->measured->low, 120.0 / 800);
  EXPECT_EQ(gemm->measured->high, 120.0 / 640);
}

struct AgreementCase {
  const char* what;
  double big, small, spread;
  Agreement expected;
};

// 0.125 is published.
const AgreementCase kAgreements[] = {
    {"equal", 800, 100, 0, Agreement::agrees},
    {"4 % above", 1000, 130, 0, Agreement::agrees},
    {"6 % above", 1000, 132.5, 0, Agreement::differs},
    {"6 % below", 1000, 117.9, 0, Agreement::differs},
    {"20 % above, within the intervals", 1000, 150, 0.1, Agreement::agrees},
    {"20 % above, beyond the intervals", 1000, 150, 0.05, Agreement::differs},
};

TEST(Gap, AgreesWithinFivePercentOrTheIntervals) {
  const auto catalogue = two_parts();
  for (const auto& one : kAgreements) {
    const auto big = shelf_of(
        {document_with("a", {{.kernel = "gemm.fp16", .value = one.big, .spread = one.spread}})},
        {"big"});
    const auto small = shelf_of(
        {document_with("b", {{.kernel = "gemm.fp16", .value = one.small, .spread = one.spread}})},
        {"small"});
    const Gap made = gap_of(catalogue, {big.exhibits[0], small.exhibits[0]});
    EXPECT_EQ(row(made, "FP16 GEMM")->agreement, one.expected) << one.what;
    EXPECT_EQ(row(made, "FP16 GEMM")->explanation.has_value(), one.expected == Agreement::differs)
        << one.what;
  }
}

TEST(Gap, UnverifiedFiguresNeitherAgreeNorDiffer) {
  for (const auto grade : {Authority::inferred, Authority::unverified}) {
    for (const double seen : {125.0, 250.0}) {
      auto catalogue = two_parts();
      part(catalogue, "small").figures["tensor.fp16.dense"] = figure(125, "FLOP/s", grade);
      others_saw(catalogue, "big", {{.value = 1000}});
      others_saw(catalogue, "small", {{.value = seen}});
      const Gap made = gap_of(catalogue);
      EXPECT_EQ(row(made, "FP16 GEMM")->agreement, Agreement::unverified);
      EXPECT_FALSE(row(made, "FP16 GEMM")->explanation);
      EXPECT_THAT(made.notes.back(), HasSubstr("* tensor.fp16.dense of small is "));
    }
  }
}

TEST(Gap, ExplainsByEfficiencyAndByWhatNoClockChanges) {
  auto catalogue = two_parts();
  others_saw(catalogue, "big", {{.value = 800}});
  others_saw(catalogue, "small", {{.value = 120}});
  const Gap made = gap_of(catalogue);
  const auto& why = row(made, "FP16 GEMM")->explanation;
  ASSERT_TRUE(why);
  EXPECT_EQ(why->efficiency_a, 0.8);
  EXPECT_EQ(why->efficiency_b, 0.96);
  EXPECT_DOUBLE_EQ(0.125 * why->efficiency_b / why->efficiency_a, 0.15);
  ASSERT_TRUE(why->clock_free);
  EXPECT_EQ(why->clock_free->ratio, 0.125);  // 1024 / 4096 x 50 / 100
  EXPECT_DOUBLE_EQ(why->clock_free->rest, 1.2);
  EXPECT_FALSE(why->clock_free->measured);
  EXPECT_TRUE(why->cause.empty());
  EXPECT_EQ(why->sentence,
            "0.125 published, 0.150 measured: big reaches 80.0 % of its published value, small "
            "96.0 %. One SM does 4096 against 1024 FLOP in a clock; times 100 and 50 SMs that is "
            "0.125, and a factor of 1.20 is clocks and how busy the units are.");
  EXPECT_THAT(made.notes.front(), HasSubstr("FP16 GEMM: nothing at hand shows why"));
}

TEST(Gap, MeasuredRatesPerSmAndClockGoBeforeFigures) {
  const auto catalogue = two_parts();
  const MadeCase gemm_a{.kernel = "gemm.fp16", .value = 800},
      gemm_b{.kernel = "gemm.fp16", .value = 120};
  const MadeCase rate_a{
      .kernel = "tensor.rate", .quantity = Quantity::rate, .value = 1e6, .clock_hz = 10};
  const MadeCase rate_b{
      .kernel = "tensor.rate", .quantity = Quantity::rate, .value = 2e5, .clock_hz = 10};
  const auto big = shelf_of({document_with("a", {gemm_a, rate_a})}, {"big"});
  const auto small = shelf_of({document_with("b", {gemm_b, rate_b})}, {"small"});
  const Gap made = gap_of(catalogue, {big.exhibits[0], small.exhibits[0]});
  EXPECT_EQ(row(made, "FP16 per SM clock")->a.best()->value, 2000);  // 1e6 / (50 x 10)
  EXPECT_EQ(row(made, "FP16 per SM clock")->measured->value, 0.2);
  const auto& free = row(made, "FP16 GEMM")->explanation->clock_free;
  ASSERT_TRUE(free);
  EXPECT_TRUE(free->measured);
  EXPECT_EQ(free->ratio, 0.1);
}

TEST(Gap, NamesTheCauseThatTelemetryHolds) {
  const auto catalogue = two_parts();
  auto document = document_with("a", {{.kernel = "gemm.fp16", .value = 800, .clock_hz = 1.5e9}});
  auto& telemetry = document.document.cases[0].telemetry;
  telemetry.power_w = 698;
  telemetry.clock_events = {{{.reason = measure::ClockEvent::idle, .share = 1},
                             {.reason = measure::ClockEvent::software_power_cap, .share = 0.97}}};
  const auto big = shelf_of({std::move(document)}, {"big"});
  const auto small =
      shelf_of({document_with("b", {{.kernel = "gemm.fp16", .value = 120}})}, {"small"});
  const Gap made = gap_of(catalogue, {big.exhibits[0], small.exhibits[0]});
  EXPECT_EQ(row(made, "FP16 GEMM")->explanation->cause,
            "big ran at 1.50 GHz and 698 W, held by its power limit in 97 % of the time; of small "
            "no telemetry is at hand");
}

TEST(Gap, KernelsAndTheCopyEngineNeverMeet) {
  const auto catalogue = two_parts();
  const auto peer = [](const char* name, Engine engine) {
    return document_with(name, {{.kernel = "transfer.peer",
                                 .quantity = Quantity::bandwidth,
                                 .value = 10,
                                 .direction = Direction::one,
                                 .engine = engine}});
  };
  const auto big = shelf_of({peer("a", Engine::sm)}, {"big"});
  const auto small = shelf_of({peer("b", Engine::copy_engine)}, {"small"});
  const Gap made = gap_of(catalogue, {big.exhibits[0], small.exhibits[0]}, GapRows::all);
  for (const auto& one : made.rows) EXPECT_THAT(one.name, testing::Not(HasSubstr("NVLink")));
}

TEST(Gap, AnExhibitThatFitsBothSidesOrNoneCountsForNeither) {
  const auto catalogue = two_parts();
  const std::vector<MadeCase> cases{{.kernel = "gemm.fp16", .value = 100}};
  for (const std::vector<std::string>& parts :
       {std::vector<std::string>{"big", "small"}, {"other"}, {}}) {
    const auto shelf = shelf_of({document_with("x.json", cases)}, parts);
    const Gap made = gap_of(catalogue, shelf.exhibits);
    EXPECT_FALSE(row(made, "FP16 GEMM")->b.measured) << parts.size();
    ASSERT_FALSE(made.notes.empty());
    EXPECT_THAT(made.notes.front(), HasSubstr("x.json, cuda:0 counts for neither side"));
  }
}

TEST(Gap, ADocumentThatNoPartExplainsIsASideWithoutFigures) {
  auto catalogue = two_parts();
  const auto shelf =
      shelf_of({document_with("runs/odd.json", {{.kernel = "gemm.fp16", .value = 100}})}, {});
  std::vector<std::string> notes;
  const Gap made = gap(side_of(catalogue.at("big", "")),
                       side_of(catalogue, "runs/odd.json", shelf.exhibits, notes), {});
  EXPECT_EQ(made.b.label, "odd");
  EXPECT_THAT(made.rows, IsEmpty());  // a figure against a measurement is no ratio
  others_saw(catalogue, "big", {{.value = 800}});
  const Gap more = gap(side_of(catalogue.at("big", "")),
                       side_of(catalogue, "runs/odd.json", shelf.exhibits, notes), {});
  ASSERT_EQ(more.rows.size(), 1U);
  EXPECT_EQ(more.rows[0].measured->value, 0.125);
  EXPECT_EQ(more.rows[0].agreement, Agreement::not_published);
  EXPECT_THAT(notes.front(), HasSubstr("No part explains how odd behaves"));
}

TEST(Gap, SaysThatEvidenceIsSimulatedEvenWhereItCountsForNothing) {
  const auto catalogue = two_parts();
  auto document = document_with("x.json", {{.kernel = "gemm.fp16", .value = 100}});
  document.document.run.simulated.emplace();
  const auto shelf = shelf_of({std::move(document)}, {"other"});
  EXPECT_TRUE(gap_of(catalogue, shelf.exhibits).simulated);
  EXPECT_FALSE(gap_of(catalogue).simulated);
}

TEST(Gap, NothingInCommonIsNoRow) {
  auto catalogue = two_parts();
  part(catalogue, "small").figures.clear();
  EXPECT_THAT(gap_of(catalogue).rows, IsEmpty());
}

TEST(Gap, SidesOfOnePartAreToldApart) {
  const auto catalogue = two_parts();
  const Gap made = gap(side_of(catalogue.at("big", "")), side_of(catalogue.at("big", "")), {});
  EXPECT_EQ(made.a.label, "big (A)");
  EXPECT_EQ(made.b.label, "big (B)");
  EXPECT_EQ(row(made, "FP16 GEMM")->published->value, 1);
}

}  // namespace
}  // namespace assay::judge
