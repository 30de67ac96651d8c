// Is a claim judged by what may judge it, and by nothing else?
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/claims/claims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/judge/gap/gap_evidence.hpp"

namespace assay::judge {
namespace {

using catalogue::Authority;
using catalogue::Basis;
using catalogue::Claim;
using catalogue::ClaimState;
using catalogue::Criterion;
using catalogue::Term;
using testing::ElementsAre;
using testing::HasSubstr;

Term figure_term(const char* part, const char* figure) {
  return {.part = part, .figure = figure, .metric = {}, .fact = {}};
}

Term metric_term(const char* part, const char* metric) {
  return {.part = part, .figure = {}, .metric = catalogue::Metric{.name = metric}, .fact = {}};
}

Term fact_term(const char* part, const char* fact) {
  return {.part = part, .figure = {}, .metric = {}, .fact = fact};
}

Criterion criterion(const char* id, Basis basis, Term above, std::optional<Term> below,
                    catalogue::Range confirms, std::vector<catalogue::Range> refutes) {
  return {.id = id,
          .basis = basis,
          .numerator = std::move(above),
          .denominator = std::move(below),
          .unit = "1",
          .confirms = confirms,
          .refutes = std::move(refutes),
          .conditions = ""};
}

Claim claim(std::vector<Criterion> criteria) {
  return {.id = "made",
          .quote = "q",
          .statement = "s",
          .said_by = "nobody",
          .source = "nowhere",
          .date = "2026",
          .parts = {"small"},
          .not_decidable = "",
          .criteria = std::move(criteria)};
}

// "small has an eighth of big's FP16", on paper and measured.
Claim eighth() {
  return claim(
      {criterion("figures", Basis::published, figure_term("small", "tensor.fp16.dense"),
                 figure_term("big", "tensor.fp16.dense"), {0.12, 0.13}, {{{}, 0.12}, {0.13, {}}}),
       criterion("gemms", Basis::measured, metric_term("small", "gemm.fp16/throughput"),
                 metric_term("big", "gemm.fp16/throughput"), {0.14, 0.16},
                 {{{}, 0.10}, {0.20, {}}})});
}

ClaimVerdict judged(const catalogue::Catalogue& catalogue,
                    const std::vector<Exhibit>& exhibits = {},
                    const Identifier& identifier = always({})) {
  return judge_claims(catalogue, exhibits, identifier).claims.at(0);
}

/// Each document is of the part that its name says, whatever else is asked.
struct Bench {
  std::vector<SourceDocument> documents;
  std::vector<Exhibit> exhibits;
  Identifier identifier;
};

// The identifier knows devices by the memory that the driver states.
Bench bench(double big_rate, double small_rate) {
  Bench made{.documents = {}, .exhibits = {}, .identifier = [](const DeviceEvidence& evidence) {
               Identity identity;
               identity.candidates = {evidence.facts->memory_bytes == 1 ? "big" : "small"};
               return identity;
             }};
  made.documents.push_back(document_with("big.json", {{.kernel = "gemm.fp16", .value = big_rate}}));
  made.documents[0].document.facts.cuda.devices[0].memory_bytes = 1;
  made.documents.push_back(
      document_with("small.json", {{.kernel = "gemm.fp16", .value = small_rate}}));
  for (const auto& one : made.documents) {
    made.exhibits.push_back(exhibits_of(one, made.identifier).at(0));
  }
  return made;
}

TEST(Claims, WithoutADocumentPaperDecidesAndSaysSo) {
  auto catalogue = two_parts();
  catalogue.claims = {eighth()};
  const auto verdict = judged(catalogue);
  EXPECT_EQ(verdict.state, ClaimState::confirmed);
  EXPECT_EQ(verdict.paper->state, ClaimState::confirmed);
  EXPECT_FALSE(verdict.documents);
  EXPECT_EQ(verdict.sentence, "confirmed by what is published");
  EXPECT_TRUE(judge_claims(catalogue, {}, always({})).paper_only);
}

TEST(Claims, OthersMeasurementsAreShownAndDecideNothing) {
  auto catalogue = two_parts();
  catalogue.claims = {eighth()};
  const catalogue::Metric gemm{.name = "gemm.fp16/throughput"};
  part(catalogue, "big").typical = {typical(gemm, {{.value = 100}})};
  part(catalogue, "small").typical = {typical(gemm, {{.value = 50}})};
  const auto verdict = judged(catalogue);
  EXPECT_EQ(verdict.others->state, ClaimState::refuted);
  EXPECT_EQ(verdict.criteria[1].others->value, 0.5);
  EXPECT_EQ(verdict.state, ClaimState::confirmed);
}

TEST(Claims, UnverifiedFiguresDecideNothing) {
  auto catalogue = two_parts();
  catalogue.claims = {eighth()};
  auto& fp16 = part(catalogue, "small").figures["tensor.fp16.dense"];
  for (const auto grade : {Authority::inferred, Authority::unverified}) {
    fp16 = figure(125, "FLOP/s", grade);
    const auto verdict = judged(catalogue);
    EXPECT_EQ(verdict.state, ClaimState::undecided);
    EXPECT_FALSE(verdict.paper);
    EXPECT_THAT(verdict.sentence, HasSubstr("tensor.fp16.dense of small"));
  }
}

struct RateCase {
  double small_rate;  ///< against 1000
  ClaimState expected;
  const char* words;
};
const RateCase kRates[] = {
    {150, ClaimState::confirmed, "confirmed by every criterion"},
    {90, ClaimState::refuted, "refuted by gemms (measured)"},
    {250, ClaimState::refuted, "refuted by gemms (measured)"},
    {170, ClaimState::undecided, "neither confirmed nor refuted"},
};

TEST(Claims, DocumentsDecideByEveryCriterion) {
  auto catalogue = two_parts();
  catalogue.claims = {eighth()};
  for (const auto& one : kRates) {
    const Bench devices = bench(1000, one.small_rate);
    const auto verdict = judged(catalogue, devices.exhibits, devices.identifier);
    EXPECT_EQ(verdict.state, one.expected) << one.small_rate;
    EXPECT_THAT(verdict.sentence, HasSubstr(one.words));
  }
}

TEST(Claims, WhatPaperRefutesNoDocumentConfirms) {
  auto catalogue = two_parts();
  catalogue.claims = {eighth()};
  part(catalogue, "small").figures["tensor.fp16.dense"] = figure(500, "FLOP/s");
  const Bench devices = bench(1000, 150);
  const auto verdict = judged(catalogue, devices.exhibits, devices.identifier);
  EXPECT_EQ(verdict.documents->state, ClaimState::confirmed);
  EXPECT_EQ(verdict.state, ClaimState::refuted);
  EXPECT_EQ(verdict.sentence, "refuted by figures (published), although the documents confirm it");
}

TEST(Claims, NamesTheMissingMeasurementWithPartAndMetric) {
  auto catalogue = two_parts();
  catalogue.claims = {eighth()};
  const Bench devices = bench(1000, 150);
  const auto verdict = judged(catalogue, {devices.exhibits[1]}, devices.identifier);
  EXPECT_EQ(verdict.state, ClaimState::undecided);
  EXPECT_EQ(verdict.sentence, "not decided; missing: gemm.fp16/throughput on big");
}

TEST(Claims, TheMetricsOfAClaimSayNothingOfThePart) {
  auto catalogue = two_parts();
  catalogue.claims = {eighth()};
  bool asked_with_gemm = false;
  const Identifier watching = [&](const DeviceEvidence& evidence) {
    asked_with_gemm = asked_with_gemm || evidence.find({.name = "gemm.fp16/throughput"});
    EXPECT_TRUE(evidence.find({.name = "memory.read/bandwidth"}));
    return Identity{};
  };
  const auto shelf =
      shelf_of({document_with(
                   "x", {{.kernel = "gemm.fp16", .value = 1},
                         {.kernel = "memory.read", .quantity = Quantity::bandwidth, .value = 1}})},
               {"small"});
  judge_claims(catalogue, shelf.exhibits, watching);
  EXPECT_FALSE(asked_with_gemm);
}

Claim fp8_is_cut() {
  return claim(
      {criterion("types", Basis::measured, metric_term("small", "gemm.fp8_e4m3/throughput"),
                 metric_term("small", "gemm.fp16/throughput"), {{}, 1.1}, {{1.8, {}}})});
}

Shelf fp8_shelf(measure::Status status) {
  auto document = document_with(
      "x", {{.kernel = "gemm.fp16", .value = 100}, {.kernel = "gemm.fp8_e4m3", .value = 200}});
  auto& fp8 = document.document.cases[1];
  fp8.status = status;
  if (status != measure::Status::ok) fp8.statistics.reset();
  fp8.reason = "no such instruction";
  return shelf_of({std::move(document)}, {"small"});
}

// Only a case that was tried, and failed to run, is a type the device does not have.
TEST(Claims, ATypeThatDoesNotExecuteHasNoRate) {
  auto catalogue = two_parts();
  catalogue.claims = {fp8_is_cut()};
  const std::pair<measure::Status, ClaimState> rows[] = {
      {measure::Status::ok, ClaimState::refuted},
      {measure::Status::error, ClaimState::confirmed},
      {measure::Status::skipped, ClaimState::undecided},
      {measure::Status::wrong, ClaimState::undecided}};
  for (const auto& [status, expected] : rows) {
    const auto shelf = fp8_shelf(status);
    const auto verdict = judged(catalogue, shelf.exhibits, always({"small"}));
    EXPECT_EQ(verdict.state, expected) << static_cast<int>(status);
  }
  const auto shelf = fp8_shelf(measure::Status::error);
  const auto verdict = judged(catalogue, shelf.exhibits, always({"small"}));
  EXPECT_THAT(verdict.criteria[0].found->evidence, HasSubstr("did not execute: no such"));
}

TEST(Claims, ARatioWithinOnePartIsOfOneRun) {
  auto catalogue = two_parts();
  catalogue.claims = {fp8_is_cut()};
  const auto shelf = shelf_of({document_with("x", {{.kernel = "gemm.fp16", .value = 100}}),
                               document_with("y", {{.kernel = "gemm.fp8_e4m3", .value = 200}})},
                              {"small"});
  const auto verdict = judged(catalogue, shelf.exhibits, always({"small"}));
  EXPECT_EQ(verdict.state, ClaimState::undecided);
  EXPECT_THAT(verdict.sentence, HasSubstr("both in one run"));
}

Claim memory_is_thousand() {
  return claim({criterion("memory", Basis::reported, fact_term("small", "memory_bytes"), {},
                          {998, 1002}, {{{}, 998}, {1002, {}}})});
}

struct MemoryCase {
  std::uint64_t stated;
  double verified;
  ClaimState expected;
};
// The CUDA runtime states up to 1 % less than there is.
const MemoryCase kMemories[] = {{1000, 960, ClaimState::confirmed},
                                {1000, 940, ClaimState::undecided},
                                {992, 960, ClaimState::undecided},
                                {980, 960, ClaimState::refuted},
                                {1010, 1000, ClaimState::refuted}};

TEST(Claims, StatedMemoryCountsWhereItWasVerified) {
  auto catalogue = two_parts();
  catalogue.claims = {memory_is_thousand()};
  for (const auto& one : kMemories) {
    auto document = document_with(
        "x",
        {{.kernel = "memory.capacity", .quantity = Quantity::capacity, .value = one.verified}});
    document.document.facts.cuda.devices[0].memory_bytes = one.stated;
    const auto shelf = shelf_of({std::move(document)}, {"small"});
    const auto verdict = judged(catalogue, shelf.exhibits, always({"small"}));
    EXPECT_EQ(verdict.state, one.expected) << one.stated << ' ' << one.verified;
  }
}

TEST(Claims, ADeviceThatFitsNoPartOfTheClaimIsNoEvidence) {
  auto catalogue = two_parts();
  catalogue.claims = {eighth()};
  const Bench devices = bench(1000, 90);
  const auto verdict = judged(catalogue, devices.exhibits, always({"other"}));
  EXPECT_EQ(verdict.state, ClaimState::undecided);
  EXPECT_FALSE(verdict.documents);
}

TEST(Claims, SayWhatEachDeviceBehavesLike) {
  auto catalogue = two_parts();
  auto shelf = shelf_of({document_with("x.json", {{.kernel = "gemm.fp16", .value = 1}})},
                        {"small", "other"});
  EXPECT_THAT(judge_claims(catalogue, shelf.exhibits, always({})).documents,
              ElementsAre("x.json, cuda:0: behaves like small or other"));
}

TEST(Claims, OnPaperTheCatalogueSaysWhatItsFilesExpect) {
  const auto catalogue = catalogue::embedded_catalogue();
  const auto claims = judge_claims(catalogue, {}, identifier_of(catalogue));
  ASSERT_EQ(claims.claims.size(), catalogue.claims.size());
  for (const auto& one : claims.claims) EXPECT_EQ(one.state, one.claim->on_paper) << one.claim->id;
}

}  // namespace
}  // namespace assay::judge
