// Is every part told from every other that it claims to be, and never from itself?
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/judge/identity/identity.hpp"
#include "tests/harness/judge/identity/identity_devices.hpp"

namespace assay::judge {
namespace {

/// Claims that cannot be told from the truth: who claims what, by how the device behaves.
using Alike = std::map<std::string, std::set<std::string>>;

// What the catalogue cannot tell apart, with everything measured. The two A100 80 GB differ only in
// 2039 against 1935 GB/s, less than healthy devices do. H200 SXM, H200 NVL and GH200 144 GB are the
// same chip with the same memory and links; their published rates differ by clock alone.
const Alike kAlike{
    {"a100-pcie-80gb", {"a100-sxm-80gb"}},     {"a100-sxm-80gb", {"a100-pcie-80gb"}},
    {"gh200-144gb", {"h200-nvl", "h200-sxm"}}, {"h200-nvl", {"gh200-144gb", "h200-sxm"}},
    {"h200-sxm", {"gh200-144gb", "h200-nvl"}},
};

// Without links: A800 from A100 and H800 PCIe from H100 PCIe, whose FP64 nobody published, differ
// in nothing else; 94 GB at 3.94 TB/s and 96 GB at 4.0 TB/s are one to the eye.
const Alike kWithoutLinks{
    {"a100-pcie-80gb", {"a800-sxm"}},
    {"a100-sxm-80gb", {"a800-sxm"}},
    {"a800-sxm", {"a100-pcie-80gb", "a100-sxm-80gb"}},
    {"gh200-96gb", {"h100-nvl"}},
    {"h100-nvl", {"gh200-96gb"}},
    {"h100-pcie", {"h800-pcie"}},
    {"h800-pcie", {"h100-pcie"}},
};

// Without capacity a slow part of more memory looks like a sound one of less.
const Alike kWithoutCapacity{
    {"a100-sxm-40gb", {"a100-pcie-80gb", "a100-sxm-80gb"}},
    {"b200", {"b300"}},
    {"b300", {"b200"}},
    {"gh200-96gb", {"gh200-144gb", "h200-nvl", "h200-sxm"}},
    {"h100-sxm", {"gh200-96gb", "gh200-144gb", "h200-nvl", "h200-sxm"}},
    {"h20", {"h20-3e"}},
};
// Either outcome is right: the figures lie at the limit, and noise decides. A slice of an H100 PCIe
// has as many SMs as one of an SXM part with less bandwidth than it should have.
const Alike kSliceEither{{"h100-pcie", {"h100-sxm"}}, {"h800-pcie", {"h100-sxm", "h800-sxm"}}};
const Alike kWithoutCapacityEither{{"h100-sxm", {"h200-sxm"}}};
// Without clocks the total rate counts, which an H200 NVL reaches at its own, lower clock.
const Alike kWithoutClocksEither{{"gh200-144gb", {"h200-nvl"}}, {"h200-sxm", {"h200-nvl"}}};

struct Condition {
  const char* name;
  Behaviour behaviour;  ///< without the part
  Alike also = {};
  Alike either = {};
  std::set<std::string> except = {};
};

const std::vector<std::string> kMemoryKernels{"memory.read", "memory.copy", "memory.triad"};
const std::vector<std::string> kGemmKernels{"gemm.bf16", "gemm.tf32", "gemm.fp8_e4m3", "gemm.fp32"};
constexpr double kNoise = 0.02;

std::vector<Condition> conditions() {
  const auto noisy = [](auto change) {
    Behaviour behaviour{.part = "", .noise = kNoise};
    change(behaviour);
    return behaviour;
  };
  const auto without = [&](std::vector<std::string> kernels) {
    return noisy([&](auto& b) { b.without = std::move(kernels); });
  };
  // Of a B300 neither SMs nor rates per SM are published: its slice, known by memory alone, is an
  // H200 to the eye.
  return {
      {"ideal", {.part = ""}},
      {"noise of 2 %", noisy([](auto&) {})},
      {"clocks at 60 %", noisy([](auto& b) { b.clock_ratio = 0.6; })},
      {"power-capped", noisy([](auto& b) { b.tensor_clock_ratio = 0.7; })},
      {"power-capped, without clocks",
       noisy([](auto& b) { b.tensor_clock_ratio = 0.75, b.clocks = false; }),
       {},
       kWithoutClocksEither},
      {"half a MIG slice",
       noisy([](auto& b) { b.slice = 0.5; }),
       kWithoutLinks,
       kSliceEither,
       {"b300"}},
      {"a quarter slice",
       noisy([](auto& b) { b.slice = 0.25; }),
       kWithoutLinks,
       kSliceEither,
       {"b300"}},
      {"6 SMs disabled", noisy([](auto& b) { b.disabled_multiprocessors = 6; })},
      {"20 SMs disabled", noisy([](auto& b) { b.disabled_multiprocessors = 20; })},
      {"without clocks", noisy([](auto& b) { b.clocks = false; }), {}, kWithoutClocksEither},
      {"without census", without({"sm.census"})},
      {"without tensor rate", without({"tensor.rate"})},
      {"without FMA rate", without({"fma.rate"})},
      {"without memory bandwidth", without(kMemoryKernels)},
      {"without capacity", without({"memory.capacity"}), kWithoutCapacity, kWithoutCapacityEither},
      {"without L2", without({"l2.knee"})},
      {"without links", without({"transfer.peer", "collective.all_reduce"}), kWithoutLinks},
      {"without GEMM", without(kGemmKernels)},
  };
}

bool holds(const Alike& alike, const std::string& truth, const std::string& claim) {
  const auto found = alike.find(truth);
  return found != alike.end() && found->second.contains(claim);
}

class EveryPart : public testing::TestWithParam<Condition> {
 protected:
  const catalogue::Catalogue catalogue_ = catalogue::embedded_catalogue();
};

TEST_P(EveryPart, MatchesEveryClaimThatItCannotBeToldFromAndNoOther) {
  const Condition& condition = GetParam();
  for (const auto& truth : catalogue_.parts) {
    if (condition.except.contains(truth.id)) continue;
    for (const auto& claim : catalogue_.parts) {
      if (holds(condition.either, truth.id, claim.id)) continue;
      const bool alike = truth.id == claim.id || holds(kAlike, truth.id, claim.id) ||
                         holds(condition.also, truth.id, claim.id);
      for (std::uint64_t seed = 1; seed <= (condition.behaviour.noise > 0 ? 4 : 1); ++seed) {
        auto behaviour = condition.behaviour;
        behaviour.part = truth.id;
        behaviour.present_as = claim.id;
        behaviour.seed = seed;
        const auto document = document_of(catalogue_, behaviour);
        const auto identity = identify(catalogue_, evidence_of(document).at(0));
        EXPECT_EQ(to_string(identity.match), alike ? "match" : "mismatch")
            << truth.id << " as " << claim.id << ", seed " << seed << ": " << identity.sentence;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Identity, EveryPart, testing::ValuesIn(conditions()),
                         [](const auto& condition) {
                           std::string name = condition.param.name;
                           std::replace_if(
                               name.begin(), name.end(),
                               [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
                           return name;
                         });

TEST(IdentityLikelihoods, SumToOneAndRank) {
  const auto catalogue = catalogue::embedded_catalogue();
  const auto document = document_of(catalogue, {.part = "h100-sxm", .noise = kNoise});
  const auto identity = identify(catalogue, evidence_of(document).at(0));
  ASSERT_EQ(identity.ranked.size(), catalogue.parts.size());
  double sum = 0, last = 1;
  for (const auto& one : identity.ranked) {
    EXPECT_LE(one.likelihood, last);
    last = one.likelihood;
    sum += one.likelihood;
    EXPECT_EQ(one.fits.size(), identity.features.size());
  }
  EXPECT_NEAR(sum, 1, 1e-12);
}

TEST(IdentityModel, TheRatioDecidesWhereThereAreNeitherCensusNorClocks) {
  const auto catalogue = catalogue::embedded_catalogue();
  const auto document = document_of(
      catalogue,
      {.part = "h20", .present_as = "gh200-96gb", .without = {"sm.census"}, .clocks = false});
  const auto identity = identify(catalogue, evidence_of(document).at(0));
  EXPECT_EQ(identity.match, IdentityMatch::mismatch);
  EXPECT_EQ(identity.deciding_axis, "fp16 tensor rate to fp32 FMA rate");
}

TEST(IdentityModel, AFaultThatSlowsAllTensorTypesCountsOnce) {
  const auto catalogue = catalogue::embedded_catalogue();
  auto document = document_of(catalogue, {.part = "h100-sxm", .present_as = "h100-sxm"});
  for (auto& record : document.cases) {
    if (record.kernel == "tensor.rate") record.statistics->median *= 0.85;
  }
  const auto identity = identify(catalogue, evidence_of(document).at(0));
  EXPECT_EQ(identity.match, IdentityMatch::match) << identity.sentence;
}

TEST(IdentityModel, ClaimsThatContradictEachOtherFailThoughEachMayHold) {
  const auto catalogue = catalogue::embedded_catalogue();
  auto document = document_of(catalogue, {.part = "a100-sxm-80gb", .present_as = "a100-sxm-80gb"});
  document.facts.cuda.devices[0].pci_device_id =
      catalogue.at("a100-pcie-80gb", "").devices.front().device;
  const auto identity = identify(catalogue, evidence_of(document).at(0));
  for (const auto& claim : identity.claims) EXPECT_TRUE(claim.agrees);
  EXPECT_EQ(identity.match, IdentityMatch::mismatch);
}

}  // namespace
}  // namespace assay::judge
