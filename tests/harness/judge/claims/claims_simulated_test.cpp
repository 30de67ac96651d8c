// Do whole documents of an H20 and an H100 decide the claims about them?
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>

#include "harness/judge/claims/claims.hpp"
#include "tests/harness/simulate/simulated_document.hpp"

namespace assay::judge {
namespace {

using catalogue::ClaimState;
using testing::HasSubstr;

const catalogue::Catalogue& published() {
  static const auto kCatalogue = catalogue::embedded_catalogue();
  return kCatalogue;
}

simulate::Options with_links(const char* part) {
  return {.simulation = {.part = part}, .seed = 7, .links = true};
}

class ClaimsSimulated : public testing::Test {
 protected:
  const ClaimVerdict& verdict(const std::vector<simulate::Options>& devices,
                              const std::string& claim) {
    judge_all(devices);
    for (const auto& one : claims_.claims) {
      if (one.claim->id == claim) return one;
    }
    throw std::logic_error(claim);
  }
  void judge_all(const std::vector<simulate::Options>& devices) {
    const auto identifier = identifier_of(published());
    exhibits_.clear();
    for (const auto& one : devices) {
      documents_.push_back({.name = one.simulation.part + ".json",
                            .ground = Ground::document,
                            .document = simulate::simulated_document(published(), one)});
      for (auto& exhibit : exhibits_of(documents_.back(), identifier)) {
        exhibits_.push_back(std::move(exhibit));
      }
    }
    claims_ = judge_claims(published(), exhibits_, identifier);
  }

  std::deque<SourceDocument> documents_;
  std::vector<Exhibit> exhibits_;
  Claims claims_;
};

// The ridge point of an H100 lies at the edge of its range, where noise decides.
TEST_F(ClaimsSimulated, BothPartsDecideEveryDecidableClaim) {
  judge_all({with_links("h20"), with_links("h100-sxm")});
  EXPECT_TRUE(claims_.simulated);
  for (const auto& one : claims_.claims) {
    const std::string& id = one.claim->id;
    if (!one.claim->not_decidable.empty()) {
      EXPECT_EQ(one.state, ClaimState::undecided) << id;
      continue;
    }
    ASSERT_TRUE(one.documents || id.find("nvlink") != id.npos || id.find("interconnect") != id.npos)
        << id;
    if (id == "h20-inference-kept-training-cut") {
      EXPECT_NE(one.state, ClaimState::refuted) << one.sentence;
    } else {
      EXPECT_EQ(one.state, one.claim->on_paper) << id << ": " << one.sentence;
    }
  }
}

TEST_F(ClaimsSimulated, LinksAsOfTheH20RefuteTheNvlinkClaim) {
  const auto& all_reduce = verdict({with_links("h20")}, "h20-nvlink-400");
  EXPECT_EQ(all_reduce.state, ClaimState::refuted);
  ASSERT_TRUE(all_reduce.documents);
  EXPECT_EQ(all_reduce.documents->state, ClaimState::refuted);
}

// An H20 with the links of an H800 is still known as an H20 by the rest of its behaviour.
TEST_F(ClaimsSimulated, LinksAsOfTheH800BearTheNvlinkClaimOut) {
  auto slow = with_links("h20");
  slow.faults = {{.cases = "transfer.*", .factor = 0.44},
                 {.cases = "collective.*", .factor = 0.44}};
  const auto& claim = verdict({slow}, "h20-nvlink-400");
  ASSERT_TRUE(claim.documents);
  EXPECT_EQ(claim.documents->state, ClaimState::confirmed);
  EXPECT_THAT(claim.sentence, HasSubstr("although the documents confirm it"));
}

TEST_F(ClaimsSimulated, AnH100AloneLeavesTheRatioOpenAndNamesTheH20) {
  const auto& claim = verdict({with_links("h100-sxm")}, "h20-fp16-15-percent");
  EXPECT_EQ(claim.state, ClaimState::undecided);
  EXPECT_THAT(claim.sentence, HasSubstr("gemm.fp16/throughput on h20"));
}

// Its name says H100, its behaviour H20: the behaviour counts.
TEST_F(ClaimsSimulated, ARelabelledDeviceCountsForWhatItIs) {
  auto relabelled = with_links("h20");
  relabelled.simulation.present_as = "h100-sxm";
  const auto& claim = verdict({relabelled, with_links("h100-sxm")}, "h20-fp16-15-percent");
  EXPECT_EQ(claim.state, ClaimState::confirmed) << claim.sentence;
}

}  // namespace
}  // namespace assay::judge
