// Is a device named for what it does, whatever it says it is?
#include "harness/judge/identity/identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "harness/judge/identity/identity_report.hpp"
#include "kernels/error.hpp"
#include "tests/harness/judge/identity/identity_devices.hpp"

namespace assay::judge {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::vector<std::string> kCompute{"sm.census", "tensor.rate",   "fma.rate", "gemm.bf16",
                                        "gemm.tf32", "gemm.fp8_e4m3", "gemm.fp32"};
const std::vector<std::string> kMemoryAndLinks{
    "memory.read", "memory.copy",   "memory.triad",         "memory.capacity",
    "l2.knee",     "transfer.peer", "collective.all_reduce"};

class IdentityTest : public testing::Test {
 protected:
  Identity of(const Behaviour& behaviour, const std::optional<std::string>& expected = {}) {
    return of(document_of(catalogue_, behaviour), expected);
  }
  Identity of(const document::Document& document, const std::optional<std::string>& expected = {}) {
    return identify(catalogue_, evidence_of(document).at(0), expected);
  }

  const catalogue::Catalogue catalogue_ = catalogue::embedded_catalogue();
};

// A GPU of no catalogued kind, by features.
document::Document unknown_gpu(double sms, double tensor, double bandwidth, double capacity) {
  constexpr double kClock = 2.5e9;
  document::Document document;
  document.facts.cuda.devices.emplace_back().name = "NVIDIA GeForce";
  document.cases = {
      case_of("sm.census", Quantity::count, {}, sms),
      case_of("tensor.rate", Quantity::rate, {.type = DataType::fp16}, tensor * sms * kClock,
              kClock),
      case_of("fma.rate", Quantity::rate, {.type = DataType::fp32}, 252 * sms * kClock, kClock),
      case_of("memory.read", Quantity::bandwidth, {.bytes = 1 << 30}, bandwidth),
      case_of("memory.capacity", Quantity::capacity, {}, capacity)};
  return document;
}

TEST_F(IdentityTest, EveryH20VariantThatPresentsItselfAsAnH100IsFoundOut) {
  for (const char* truth : {"h20", "h20-3e"}) {
    for (const char* claim : {"h100-sxm", "h100-pcie", "h100-nvl", "h800-sxm", "h800-pcie",
                              "h200-sxm", "h200-nvl", "gh200-96gb", "gh200-144gb"}) {
      const auto identity = of({.part = truth, .present_as = claim, .noise = 0.02});
      EXPECT_EQ(identity.match, IdentityMatch::mismatch) << truth << " as " << claim;
      EXPECT_THAT(identity.candidates, ElementsAre(truth));
    }
  }
}

TEST_F(IdentityTest, TheSentenceSaysWhatIsClaimedAndWhatSpeaksAgainstIt) {
  const auto identity = of({.part = "h20", .present_as = "h100-pcie"});
  EXPECT_EQ(identity.sentence,
            "cuda:0 says it is \"NVIDIA H100 PCIe\" (device id 2331), but behaves like an h20 "
            "(likelihood 1.00): 78 SMs where an h100-pcie has 114; 1004 FLOP per SM per clock "
            "(fp16 tensor) where an h100-pcie has 4096 FLOP; memory bandwidth 3.72 TB/s where an "
            "h100-pcie has 2.00 TB/s; memory capacity 93.2 GiB where an h100-pcie has 80.0 GiB");
  EXPECT_THAT(identity.claims, testing::SizeIs(2));
  for (const auto& claim : identity.claims) {
    EXPECT_THAT(claim.parts, ElementsAre("h100-pcie"));
    EXPECT_FALSE(claim.agrees);
  }
}

TEST_F(IdentityTest, AnH203eSoldAsAnH200DiffersInSmsAndTensorRateOnly) {
  const auto identity = of({.part = "h20-3e", .present_as = "h200-sxm"});
  EXPECT_EQ(identity.match, IdentityMatch::mismatch);
  EXPECT_THAT(identity.sentence, HasSubstr("78 SMs where an h200-sxm has 132"));
  EXPECT_THAT(identity.sentence, HasSubstr("FLOP per SM per clock (fp16 tensor) where an h200-sxm "
                                           "has 4096 FLOP"));
}

TEST_F(IdentityTest, WhatTheDriverStatesIsNoEvidence) {
  auto document = document_of(catalogue_, {.part = "h20", .present_as = "h200-sxm"});
  auto& gpu = document.facts.cuda.devices[0];
  const auto honest = of(document);
  gpu.multiprocessors = 132;
  gpu.memory_bytes = 150754820096;
  gpu.l2_bytes = 1;
  gpu.maximum_clock_hz = 3e8;
  gpu.memory_clock_hz = 1;
  gpu.nvlink_links = 1;
  gpu.mig = true;
  gpu.compute_major = 8;
  const auto faked = of(document);
  EXPECT_EQ(faked.candidates, honest.candidates);
  for (std::size_t i = 0; i < honest.ranked.size(); ++i) {
    EXPECT_EQ(faked.ranked[i].part, honest.ranked[i].part);
    EXPECT_EQ(faked.ranked[i].log_likelihood, honest.ranked[i].log_likelihood);
  }
}

TEST_F(IdentityTest, H100AndH800AreNotToldApartByComputeWithoutFp64) {
  auto without = kMemoryAndLinks;
  auto document =
      document_of(catalogue_, {.part = "h100-sxm", .present_as = "h100-sxm", .without = without});
  std::erase_if(document.cases, [](const auto& record) {
    return record.kernel == "fma.rate" && record.parameters.type == DataType::fp64;
  });
  const auto identity = of(document);
  EXPECT_EQ(identity.match, IdentityMatch::match);
  EXPECT_THAT(identity.candidates, Contains("h100-sxm"));
  EXPECT_THAT(identity.candidates, Contains("h800-sxm"));
  EXPECT_EQ(identity.deciding_cases.at(0), "fma.rate/rate [type=fp64]");
  EXPECT_THAT(identity.deciding_cases, Contains("transfer.peer/bandwidth [direction=one]"));
  EXPECT_THAT(identity.sentence, HasSubstr("h800-sxm"));
  EXPECT_THAT(identity.sentence, HasSubstr("to decide, measure fma.rate/rate [type=fp64]"));
}

TEST_F(IdentityTest, Gh200AndH20AreNotToldApartByMemory) {
  for (const char* claim : {"h20", "gh200-96gb"}) {
    const auto identity = of({.part = "h20", .present_as = claim, .without = kCompute});
    EXPECT_EQ(identity.match, IdentityMatch::not_measured) << "parts so unlike must not pass";
    EXPECT_THAT(identity.candidates, Contains("h20"));
    EXPECT_THAT(identity.candidates, Contains("gh200-96gb"));
    EXPECT_THAT(identity.deciding_cases, Contains("sm.census/count"));
    EXPECT_THAT(identity.deciding_cases, Contains("tensor.rate/rate [type=fp16]"));
  }
}

TEST_F(IdentityTest, IdenticalPartsAreSaidToBeSo) {
  const auto identity = of({.part = "h200-sxm", .present_as = "h200-sxm"});
  EXPECT_EQ(identity.match, IdentityMatch::match);
  EXPECT_THAT(identity.deciding_cases, IsEmpty());
  EXPECT_THAT(identity.sentence, HasSubstr("nothing in the catalogue tells them apart"));
}

TEST_F(IdentityTest, NothingMeasuredNamesTheCasesToRun) {
  document::Document document;
  document.facts.cuda.devices.emplace_back().name = "NVIDIA H20";
  document.cases = {case_of("launch.latency", Quantity::latency, {}, 1e-6)};
  const auto identity = of(document);
  EXPECT_EQ(identity.match, IdentityMatch::not_measured);
  EXPECT_THAT(identity.candidates, IsEmpty());
  EXPECT_THAT(identity.deciding_cases,
              ElementsAre("sm.census/count", "tensor.rate/rate [type=fp16]",
                          "memory.read/bandwidth", "memory.capacity/capacity"));
  EXPECT_FALSE(identity.claims.at(0).agrees);
}

TEST_F(IdentityTest, OneFeatureAloneIdentifiesNothingButCanRefute) {
  document::Document document;
  document.facts.cuda.devices.emplace_back().name = "NVIDIA H20";
  document.cases = {case_of("sm.census", Quantity::count, {}, 78)};
  EXPECT_EQ(of(document).match, IdentityMatch::not_measured);
  document.cases = {case_of("sm.census", Quantity::count, {}, 132)};
  EXPECT_EQ(of(document).match, IdentityMatch::mismatch) << "no H20 has more than 78 SMs";
}

TEST_F(IdentityTest, AConsumerGpuIsNoCataloguedPart) {
  // 128 SMs, 1008 GB/s and 24 GB; 76 SMs, 717 GB/s and 16 GB; 170 SMs, 1792 GB/s and 32 GB.
  const std::vector<document::Document> gpus{unknown_gpu(128, 1010, 0.93e12, 25.2e9),
                                             unknown_gpu(76, 1010, 0.66e12, 16.8e9),
                                             unknown_gpu(170, 1010, 1.67e12, 33.6e9)};
  for (auto document : gpus) {
    auto identity = of(document);
    EXPECT_EQ(identity.match, IdentityMatch::none_explains) << identity.sentence;
    EXPECT_THAT(identity.candidates, IsEmpty());
    EXPECT_EQ(state_of(identity), State::could_not_judge);
    EXPECT_THAT(identity.sentence, HasSubstr("no part of the catalogue explains cuda:0"));
    for (const auto& part : catalogue_.parts) {
      document.facts.cuda.devices[0].name = part.devices[0].name;
      identity = of(document);
      EXPECT_NE(identity.match, IdentityMatch::match) << "as " << part.id;
      EXPECT_EQ(state_of(identity), State::fail) << "as " << part.id;
    }
  }
}

TEST_F(IdentityTest, ExpectationsAreClaimsLikeTheOthers) {
  const auto right = of({.part = "h20"}, "h20");
  EXPECT_EQ(right.match, IdentityMatch::match);
  const auto wrong = of({.part = "h20", .present_as = "h20"}, "h100-sxm");
  EXPECT_EQ(wrong.match, IdentityMatch::mismatch);
  EXPECT_THROW(of({.part = "h20"}, "h21"), Error);
}

TEST_F(IdentityTest, ClaimsThatContradictEachOtherNeverMatch) {
  auto document = document_of(catalogue_, {.part = "h100-sxm", .present_as = "h100-sxm"});
  document.facts.cuda.devices[0].pci_device_id = "2329";
  const auto identity = of(document);
  EXPECT_EQ(identity.match, IdentityMatch::mismatch);
  EXPECT_THAT(identity.sentence, HasSubstr("contradict each other"));
  document.facts.cuda.devices[0].pci_device_id = "FFFF";
  EXPECT_EQ(of(document).match, IdentityMatch::match) << "an id that nobody knows contradicts none";
}

TEST_F(IdentityTest, WithoutClaimItIsStillNamed) {
  const auto identity = of({.part = "l40s"});
  EXPECT_EQ(identity.match, IdentityMatch::no_claim);
  EXPECT_EQ(state_of(identity), State::pass);
  EXPECT_THAT(identity.sentence, HasSubstr("behaves like an l40s"));
}

TEST_F(IdentityTest, InferredFiguresAreNamedWhereTheyDecide) {
  auto without = kMemoryAndLinks;
  without.emplace_back("sm.census");
  const auto identity = of({.part = "h20", .present_as = "h100-sxm", .without = without});
  EXPECT_EQ(identity.match, IdentityMatch::mismatch);
  EXPECT_TRUE(identity.axis_inferred);
  EXPECT_THAT(identity.sentence, HasSubstr("rests on an inferred figure"));
}

TEST_F(IdentityTest, TheDecidingAxisOfAnH20IsNotItsMemory) {
  const auto identity = of({.part = "h20-3e", .present_as = "h200-sxm"});
  EXPECT_THAT(identity.deciding_axis, testing::AnyOf(HasSubstr("tensor"), HasSubstr("SMs")));
}

TEST_F(IdentityTest, Fp8ThatExecutesRulesAnA100Out) {
  auto document = document_of(catalogue_, {.part = "a100-sxm-80gb", .present_as = "a100-sxm-80gb"});
  EXPECT_EQ(of(document).match, IdentityMatch::match);
  document.cases.push_back(case_of("gemm.fp8_e4m3", Quantity::throughput,
                                   {.type = DataType::fp8_e4m3, .m = 8192, .n = 8192, .k = 8192},
                                   1e14));
  EXPECT_NE(of(document).match, IdentityMatch::match);
}

TEST_F(IdentityTest, EveryGpuOfADocumentIsIdentifiedAndTheCpuBesideThemIsNot) {
  auto document = document_of(catalogue_, {.part = "h20", .present_as = "h20"});
  auto other = document_of(catalogue_, {.part = "h100-sxm", .present_as = "h20"});
  other.facts.cuda.devices[0].index = 1;
  document.facts.cuda.devices.push_back(other.facts.cuda.devices[0]);
  for (auto record : other.cases) {
    record.device = "cuda:1";
    document.cases.push_back(record);
  }
  auto cpu = case_of("memory.read", Quantity::bandwidth, {.bytes = 1 << 30}, 1e11);
  cpu.device = "cpu";
  document.cases.push_back(cpu);
  const auto report = identify_all(catalogue_, document);
  ASSERT_EQ(report.devices.size(), 2u);
  EXPECT_EQ(report.devices[0].match, IdentityMatch::match);
  EXPECT_EQ(report.devices[1].match, IdentityMatch::mismatch);
  EXPECT_EQ(report.state, State::fail);

  document.cases = {cpu};
  const auto alone = identify_all(catalogue_, document);
  ASSERT_EQ(alone.devices.size(), 1u);
  EXPECT_EQ(alone.state, State::could_not_judge);
  EXPECT_EQ(alone.devices[0].sentence, "cpu is no GPU: the catalogue holds none like it");
  document.cases.clear();
  EXPECT_EQ(identify_all(catalogue_, document).state, State::could_not_judge);
}

}  // namespace
}  // namespace assay::judge
