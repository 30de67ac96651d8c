// Which cases make a peer matrix, and into which cells do they go?
#include "harness/document/peer_matrix.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "harness/document/consistency.hpp"
#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

using Lines = std::vector<std::string>;

// Case 19 of the sample reads cuda:2 from cuda:0, case 20 is a ping-pong between them.
constexpr std::size_t kRead = 19, kPingPong = 20;

CaseRecord between(const CaseRecord& like, int from, int to, double median) {
  auto made = like;
  made.device = "cuda:" + std::to_string(from);
  made.parameters.peer = to;
  made.group = {made.device, "cuda:" + std::to_string(to)};
  made.name = like.name + made.group[0] + made.group[1];
  made.statistics->median = median;
  return made;
}

Document with_reads(const std::vector<std::pair<int, int>>& pairs, Direction direction) {
  auto document = sample_document();
  auto like = document.cases.at(kRead);
  like.parameters.direction = direction;
  document.cases.clear();
  for (const auto& [from, to] : pairs) {
    document.cases.push_back(between(like, from, to, 10 * from + to));
  }
  return document;
}

TEST(PeerMatrix, OfTheSample) {
  const auto list = peer_matrices_of(sample_document());
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].kernel, "transfer.peer");
  EXPECT_EQ(list[0].devices, (Lines{"cuda:0", "cuda:2"}));
  EXPECT_EQ(list[0].values[0][1], 274877906944);
  EXPECT_TRUE(std::isnan(list[0].values[1][0])) << "nobody read cuda:0 from cuda:2";
  EXPECT_TRUE(std::isnan(list[0].values[0][0]) && std::isnan(list[0].values[1][1]));
  EXPECT_EQ(list[1].kernel, "transfer.ping_pong");
  EXPECT_EQ(list[1].values[0][1], 9.5367431640625e-07);
  EXPECT_EQ(list[1].values[1][0], 9.5367431640625e-07) << "there and back is one case";
}

TEST(PeerMatrix, LinksAreThoseOfTheFacts) {
  auto document = sample_document();
  auto links = peer_matrices_of(document).at(0).links;
  ASSERT_EQ(links.size(), 2u);
  EXPECT_EQ(links[0].device, "cuda:0");
  EXPECT_EQ(links[0].active, 1u);
  EXPECT_EQ(links[0].ceiling, 2.5e10);
  EXPECT_FALSE(links[1].active || links[1].ceiling) << "nothing is known of cuda:2";
  document.facts.cuda.devices[0].nvlinks->at(1) = {.link = 1, .active = true, .rate = 5e10};
  EXPECT_EQ(peer_matrices_of(document).at(0).links[0].ceiling, 7.5e10);
  document.facts.cuda.devices[0].nvlinks->at(1).rate.reset();
  links = peer_matrices_of(document).at(0).links;
  EXPECT_EQ(links[0].active, 2u);
  EXPECT_FALSE(links[0].ceiling) << "the rate of one of them is not known";
  document.facts.cuda.devices[0].nvlinks.reset();
  EXPECT_EQ(peer_matrices_of(document).at(0).links[0].active, 17u);
}

TEST(PeerMatrix, EachWayIsACellOfItsOwn) {
  const auto list = peer_matrices_of(with_reads({{3, 5}, {5, 3}, {3, 10}}, Direction::one));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].devices, (Lines{"cuda:3", "cuda:5", "cuda:10"})) << "by number, not by letter";
  EXPECT_EQ(list[0].values[0][1], 35);
  EXPECT_EQ(list[0].values[1][0], 53);
  EXPECT_EQ(list[0].values[0][2], 40);
  EXPECT_TRUE(std::isnan(list[0].values[2][0]));
}

TEST(PeerMatrix, BothDirectionsAtOnceFillBothCells) {
  const auto list = peer_matrices_of(with_reads({{0, 1}, {1, 2}}, Direction::both));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].values[0][1], 1);
  EXPECT_EQ(list[0].values[1][0], 1);
  EXPECT_EQ(list[0].values[2][1], 12);
  EXPECT_TRUE(std::isnan(list[0].values[0][2]));
}

TEST(PeerMatrix, OtherParametersAreAnotherMatrix) {
  auto document = with_reads({{0, 1}, {1, 0}}, Direction::one);
  document.cases[1].parameters.operation = Operation::write;
  EXPECT_EQ(peer_matrices_of(document).size(), 2u);
  document.cases[1].parameters = document.cases[0].parameters;
  document.cases[1].parameters.peer = 0;
  document.cases[1].iterations_per_sample = 99;
  EXPECT_EQ(peer_matrices_of(document).size(), 1u) << "samples may be of any length";
}

TEST(PeerMatrix, NothingMeasuredIsNoMatrix) {
  auto document = with_reads({{0, 1}, {1, 0}}, Direction::one);
  document.cases[0].statistics.reset();
  const auto list = peer_matrices_of(document);
  ASSERT_EQ(list.size(), 1u);
  EXPECT_TRUE(std::isnan(list[0].values[0][1]));
  document.cases[1].statistics.reset();
  EXPECT_TRUE(peer_matrices_of(document).empty());
}

TEST(PeerMatrix, AllPairsAtOnceAreNone) {
  auto document = with_reads({{0, 1}}, Direction::one);
  document.cases[0].parameters.pattern = Pattern::all_pairs;
  EXPECT_TRUE(peer_matrices_of(document).empty());
}

Lines after(const std::function<void(Document&)>& change) {
  auto document = sample_document();
  change(document);
  return inconsistencies(document);
}

TEST(PeerMatrix, MustAgreeWithTheCases) {
  EXPECT_EQ(after([](Document& d) { d.peer_matrices[0].values[0][1] = 3e11; }),
            Lines{"/peer_matrices/0/values/0/1: is 300000000000.0, but the cases give "
                  "274877906944.0"});
  EXPECT_EQ(after([](Document& d) { d.peer_matrices[0].values[1][0] = 1; }),
            Lines{"/peer_matrices/0/values/1/0: is 1.0, but the cases give null"});
  EXPECT_EQ(after([](Document& d) { d.peer_matrices[0].values[0][1] = std::nan(""); }),
            Lines{"/peer_matrices/0/values/0/1: is null, but the cases give 274877906944.0"});
  EXPECT_EQ(after([](Document& d) { d.peer_matrices.pop_back(); }),
            Lines{"/peer_matrices: holds 1, but the cases give 2"});
  EXPECT_EQ(after([](Document& d) { d.peer_matrices[0].links[1].active = 18; }),
            Lines{"/peer_matrices/0/links/1/active: is 18, but nothing in the document gives it"});
  EXPECT_EQ(after([](Document& d) { d.peer_matrices[0].links[0].ceiling.reset(); }),
            Lines{"/peer_matrices/0/links/0/ceiling: is absent, but the cases give 25000000000.0"});
  EXPECT_EQ(after([](Document& d) { d.cases[kPingPong].parameters.engine = Engine::copy_engine; }),
            Lines{"/peer_matrices/1/parameters/engine: is \"sm\", but the cases give "
                  "\"copy_engine\""});
  EXPECT_EQ(after([](Document& d) { d.peer_matrices.clear(); }), Lines{}) << "it follows anyway";
}

}  // namespace
}  // namespace assay::document
