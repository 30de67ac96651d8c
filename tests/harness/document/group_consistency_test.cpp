// Which disagreements in a case that several devices or hosts share are found, and in which words?
#include <gtest/gtest.h>

#include <functional>

#include "harness/document/consistency.hpp"
#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kRead = 19, kOurs = 21, kHung = 23, kHosts = 24;

Lines after(std::size_t index, const std::function<void(CaseRecord&)>& change) {
  auto document = sample_document();
  document.peer_matrices.clear();
  change(document.cases.at(index));
  return inconsistencies(document);
}

TEST(GroupConsistency, DevicesAreListed) {
  EXPECT_EQ(after(kHung, [](CaseRecord& c) { c.group[1] = "cuda:7"; }),
            Lines{"/cases/23/group/1: cuda:7 is not listed in devices"});
  EXPECT_EQ(after(9, [](CaseRecord& c) { c.group.assign(8, "cuda:0"); }), Lines{})
      << "a skipped case may name what is not there";
}

TEST(GroupConsistency, DeviceIsTheFirst) {
  EXPECT_EQ(after(kHung, [](CaseRecord& c) { c.device = "cuda:2"; }),
            Lines{"/cases/23/device: is cuda:2, but the group begins with cuda:0"});
}

TEST(GroupConsistency, CountIsThatOfTheGroup) {
  EXPECT_EQ(after(kHung, [](CaseRecord& c) { c.parameters.devices = 8; }),
            Lines{"/cases/23/parameters/devices: is 8, but the group holds 2"});
}

TEST(GroupConsistency, PeerIsTheOther) {
  EXPECT_EQ(after(kRead,
                  [](CaseRecord& c) {
                    c.parameters.peer = 0;
                    c.group.clear();
                  }),
            Lines{"/cases/19/parameters/peer: cuda:0 is no peer of itself"});
  EXPECT_EQ(after(kRead,
                  [](CaseRecord& c) {
                    c.parameters.peer = 5;
                    c.group.clear();
                  }),
            Lines{"/cases/19/parameters/peer: cuda:5 is not listed in devices"});
  EXPECT_EQ(after(kRead, [](CaseRecord& c) { c.group.pop_back(); }),
            Lines{"/cases/19/parameters/peer: is cuda:2, but the group is not these two"});
}

TEST(GroupConsistency, RanksAreComplete) {
  EXPECT_EQ(after(kOurs, [](CaseRecord& c) { c.ranks.pop_back(); }),
            Lines{"/cases/21/ranks: holds 1, but 2 take part"});
  EXPECT_EQ(after(kHosts, [](CaseRecord& c) { c.ranks.pop_back(); }),
            Lines{"/cases/24/ranks: holds 3, but 4 take part"});
  EXPECT_EQ(after(kHosts, [](CaseRecord& c) { c.ranks[2].rank = 1; }),
            Lines{"/cases/24/ranks/2/rank: is 1"});
  EXPECT_EQ(after(kOurs, [](CaseRecord& c) { c.ranks[1].device = "cuda:0"; }),
            Lines{"/cases/21/ranks/1/device: is cuda:0, but cuda:2 has that rank"});
}

TEST(GroupConsistency, PairsAreTwoThatTakePart) {
  EXPECT_EQ(after(kHosts, [](CaseRecord& c) { c.pairs[0].to_rank = 0; }),
            Lines{"/cases/24/pairs/0: rank 0 is no pair with itself"});
  EXPECT_EQ(after(kHosts, [](CaseRecord& c) { c.pairs[1].to_rank = 4; }),
            Lines{"/cases/24/pairs/1: rank 4 does not take part"});
}

TEST(GroupConsistency, MissingRanksTakePart) {
  EXPECT_EQ(after(kHung, [](CaseRecord& c) { c.hang->missing = {2}; }),
            Lines{"/cases/23/hang/missing/0: rank 2 does not take part"});
  EXPECT_EQ(after(kHung, [](CaseRecord& c) { c.hang->missing_names.clear(); }),
            Lines{"/cases/23/hang/missing_names: holds 0, but 1 are missing"});
  EXPECT_EQ(after(kHung, [](CaseRecord& c) { c.hang->rank = 1; }),
            Lines{"/cases/23/hang/rank: rank 1 is missing itself"});
}

TEST(GroupConsistency, EveryTimingOfALibraryHasItsSamples) {
  EXPECT_EQ(after(kOurs, [](CaseRecord& c) { c.reference->others[0].samples.pop_back(); }),
            Lines{"/cases/21/reference/others/0/samples_s: holds 1, but there are 2 samples"});
}

TEST(GroupConsistency, RanksOfTheWorldAreInOrder) {
  auto document = sample_document();
  document.facts.world.erase(document.facts.world.begin());
  EXPECT_EQ(inconsistencies(document).at(0), "/world/0/rank: is 1");
}

}  // namespace
}  // namespace assay::document
