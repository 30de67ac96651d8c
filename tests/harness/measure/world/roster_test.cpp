// Does every process get the GPUs of its host that nobody else has?
#include <gtest/gtest.h>

#include "harness/measure/world/roster.hpp"
#include "harness/measure/world/world_facts.hpp"

namespace assay::measure {
namespace {

std::vector<SeenGpu> gpus(const std::vector<std::string>& uuids) {
  std::vector<SeenGpu> list;
  for (const auto& uuid : uuids) list.push_back({static_cast<int>(list.size()), uuid});
  return list;
}

std::vector<std::vector<int>> dealt(const std::vector<Self>& all) {
  std::vector<Hello> hellos;
  for (const Self& self : all) hellos.push_back(hello_of(self, "Fake MPI v1, and more"));
  std::vector<std::vector<int>> list;
  for (const Member& member : roster_of(hellos)) list.push_back(member.gpus);
  return list;
}

using Dealt = std::vector<std::vector<int>>;

TEST(Roster, OneProcessAHostHoldsAllOfItsGpus) {
  EXPECT_EQ(dealt({{"1", "a", gpus({"x", "y"})}, {"1", "b", gpus({"x", "y"})}}),
            (Dealt{{0, 1}, {0, 1}}));
}

TEST(Roster, ProcessesOfAHostShareItsGpusInPieces) {
  const auto four = gpus({"p", "q", "r", "s"});
  EXPECT_EQ(dealt({{"1", "a", four}, {"1", "b", four}, {"1", "a", four}, {"1", "b", four}}),
            (Dealt{{0, 1}, {0, 1}, {2, 3}, {2, 3}}));
  const auto three = gpus({"p", "q", "r"});
  EXPECT_EQ(dealt({{"1", "a", three}, {"1", "a", three}}), (Dealt{{0, 1}, {2}}));
  EXPECT_EQ(dealt({{"1", "a", gpus({"p"})}, {"1", "a", gpus({"p"})}}), (Dealt{{0}, {}}));
}

TEST(Roster, ProcessesThatWereGivenTheirOwnKeepThem) {
  EXPECT_EQ(dealt({{"1", "a", gpus({"p"})}, {"1", "a", gpus({"q"})}}), (Dealt{{0}, {0}}));
}

TEST(Roster, OrdinalsMayDiffer) {
  EXPECT_EQ(dealt({{"1", "a", {{0, "p"}, {1, "q"}}}, {"1", "a", {{0, "q"}, {1, "p"}}}}),
            (Dealt{{0}, {0}}));
}

TEST(Roster, NamesHostsOnceInTheOrderOfTheirFirstRanks) {
  std::vector<Hello> hellos;
  for (const char* host : {"b", "a", "b", "c"}) {
    hellos.push_back(hello_of({.build = "1", .host = host}, "Fake MPI v1, and more"));
  }
  const auto members = roster_of(hellos);
  EXPECT_EQ(hosts_of(members), (std::vector<std::string>{"b", "a", "c"}));
  EXPECT_EQ(leaders_of(members), (std::vector<int>{0, 1, 3}));
  const auto facts = world_facts(members);
  ASSERT_EQ(facts.size(), 4u);
  EXPECT_EQ(facts[3].host, "c");
  EXPECT_EQ(facts[3].mpi_version, "Fake MPI v1");
  EXPECT_FALSE(facts[3].nccl_version);
}

TEST(Roster, NamesWhoIsOfAnotherBuild) {
  std::vector<Hello> hellos{hello_of({.build = "1.0 (aa)", .host = "a"}, ""),
                            hello_of({.build = "1.0 (aa)", .host = "b"}, "")};
  EXPECT_EQ(build_mismatch(hellos), "");
  hellos[1].build = Text<192>("1.0 (bb)");
  EXPECT_EQ(build_mismatch(hellos),
            "rank 1 on b is assay 1.0 (bb), and rank 0 on a is assay 1.0 (aa): start the same "
            "program on every host");
}

}  // namespace
}  // namespace assay::measure
