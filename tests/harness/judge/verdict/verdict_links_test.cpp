// Are the links of a node judged pair by pair, and is the slow one named?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "harness/judge/claims/claims.hpp"
#include "tests/harness/judge/verdict/verdict_documents.hpp"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::uint32_t kGpus = 8;

simulate::Options node(const std::string& part) {
  return {.simulation = {.part = part, .gpus = kGpus}};
}

const DeviceVerdict& device(const DocumentVerdict& verdict, std::size_t index) {
  return verdict.devices.at(index);
}

const MetricVerdict* find(const DeviceVerdict& verdict, const std::string& name,
                          const std::string& direction) {
  for (const auto& one : verdict.metrics) {
    if (one.metric.name == name && one.metric.parameters.direction == direction) return &one;
  }
  return nullptr;
}

const MetricVerdict& peer(const DocumentVerdict& verdict, std::size_t index,
                          const char* direction = "one") {
  const auto* found = find(device(verdict, index), "transfer.peer/bandwidth", direction);
  if (found == nullptr) throw std::logic_error("no transfer.peer");
  return *found;
}

TEST(VerdictLinks, AHealthyNodePassesByItsLinksToo) {
  const auto verdict = judged(simulated(node("h100-sxm")));
  EXPECT_EQ(verdict.state, State::pass) << why(verdict);
  ASSERT_EQ(verdict.devices.size(), kGpus);
  for (std::size_t i = 0; i < kGpus; ++i) {
    EXPECT_EQ(peer(verdict, i).status, MetricStatus::pass) << i;
    EXPECT_EQ(peer(verdict, i).pairs->count, kGpus - 1u);
  }
  std::vector<std::string> judged_algorithms;
  for (const auto& one : device(verdict, 0).metrics) {
    if (one.metric.name != "collective.all_reduce/bus_bandwidth") continue;
    EXPECT_EQ(one.status, MetricStatus::pass);
    judged_algorithms.push_back(*one.metric.parameters.algorithm);
  }
  EXPECT_THAT(judged_algorithms, testing::UnorderedElementsAre("ring", "nvls"));
}

TEST(VerdictLinks, ASlowPairIsNamedByBothOfIt) {
  auto options = node("h100-sxm");
  options.simulation.slow_pair = {3, 5};
  const auto verdict = judged(simulated(options));
  EXPECT_EQ(verdict.state, State::fail);
  for (std::size_t i = 0; i < kGpus; ++i) {
    const bool slow = i == 3 || i == 5;
    EXPECT_EQ(peer(verdict, i).status, slow ? MetricStatus::fail : MetricStatus::pass) << i;
  }
  const auto& third = peer(verdict, 3);
  EXPECT_THAT(third.pairs->outside, ElementsAre("cuda:3 -> cuda:5"));
  EXPECT_EQ(third.pairs->slowest, "cuda:3 -> cuda:5");
  EXPECT_THAT(third.reason, HasSubstr("cuda:3 -> cuda:5 (slowest of 7 pairs): "));
  ASSERT_TRUE(third.cause);
  EXPECT_THAT(third.cause->sentence,
              HasSubstr("of 28 pairs only cuda:3 and cuda:5 are slow: suspect the way between"));
}

// The driver of the one claims the links of the other.
TEST(VerdictLinks, AnH800ThatClaimsToBeAnH100Fails) {
  auto options = node("h800-sxm");
  options.simulation.present_as = "h100-sxm";
  const auto verdict = judged(simulated(options));
  EXPECT_EQ(verdict.state, State::fail);
  for (std::size_t i = 0; i < kGpus; ++i) EXPECT_EQ(device(verdict, i).state, State::fail) << i;
}

TEST(VerdictLinks, AnH20CarriesWhatItsLinksArePublishedFor) {
  const auto verdict = judged(simulated(node("h20")));
  EXPECT_NE(verdict.state, State::fail) << why(verdict);
  const auto& both = peer(verdict, 0, "both");
  EXPECT_EQ(both.published->value, 900e9);
  EXPECT_GT(both.measured->median, 0.75 * 900e9);
}

TEST(VerdictLinks, WhoDidNotArriveIsSaidAndNothingPasses) {
  auto document = simulated(node("h100-sxm"));
  for (auto& record : document.cases) {
    if (record.kernel != "collective.all_reduce") continue;
    record.status = measure::Status::error;
    record.reason = "it did not end";
    record.samples.clear();
    record.statistics.reset();
    record.hang = measure::Hang{.missing = {5},
                                .missing_names = {"cuda:5"},
                                .rank = 0,
                                .block = 3,
                                .phase = "start",
                                .expected = 7,
                                .seen = 6};
  }
  const auto verdict = judged(document);
  EXPECT_EQ(device(verdict, 0).state, State::could_not_judge);
  const auto& missing = device(verdict, 0).coverage.missing;
  ASSERT_EQ(missing.size(), 2u) << "ring and switch";
  EXPECT_THAT(missing[0].reason,
              HasSubstr("it did not end; rank 5 (cuda:5) did not arrive: rank 0, block 3 waited at "
                        "the start, for 7, and saw 6"));
}

catalogue::ClaimState claim_by(const simulate::Options& options, std::string& sentence) {
  const SourceDocument source{.name = "node.json",
                              .ground = Ground::document,
                              .document = simulate::simulated_document(published(), options)};
  const auto identifier = identifier_of(published());
  const auto claims = judge_claims(published(), exhibits_of(source, identifier), identifier);
  for (const auto& one : claims.claims) {
    if (one.claim->id != "h20-nvlink-400") continue;
    sentence = one.sentence;
    return one.documents ? one.documents->state : catalogue::ClaimState::undecided;
  }
  throw std::logic_error("no such claim");
}

TEST(VerdictLinks, ANodeOfTheH20RefutesThatItsLinksWereCut) {
  std::string sentence;
  EXPECT_EQ(claim_by(node("h20"), sentence), catalogue::ClaimState::refuted) << sentence;
}

TEST(VerdictLinks, ANodeWithHalfOfThemWouldConfirmIt) {
  auto cut = node("h20");
  cut.faults = {{.cases = "transfer.*", .factor = 0.44}, {.cases = "collective.*", .factor = 0.44}};
  std::string sentence;
  EXPECT_EQ(claim_by(cut, sentence), catalogue::ClaimState::confirmed) << sentence;
}

}  // namespace
}  // namespace assay::judge
