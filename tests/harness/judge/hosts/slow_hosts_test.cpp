// Is the slow host named, and no other?
#include "harness/judge/hosts/slow_hosts.hpp"

#include <gtest/gtest.h>

#include <set>

#include "harness/report/host_section.hpp"

namespace assay::judge {
namespace {

using Set = std::set<std::string>;

/// Of so many hosts, every pair of which reaches `healthy`, or a tenth where one of it is slow.
document::Document measured(std::uint32_t hosts, const std::set<std::uint32_t>& slow,
                            double share = 0.1) {
  document::CaseRecord record;
  record.name = "pairs";
  for (std::uint32_t host = 0; host < hosts; ++host) {
    record.ranks.push_back({.rank = host, .host = "host" + std::to_string(host)});
    for (std::uint32_t other = host + 1; other < hosts; ++other) {
      // A few percent of noise, as on a real network.
      const double healthy = 1e9 * (1 + 0.01 * ((host * 7 + other * 3) % 5));
      const bool is_slow = slow.contains(host) || slow.contains(other);
      record.pairs.push_back({host, other, is_slow ? share * healthy : healthy});
    }
  }
  document::Document document;
  for (const auto& rank : record.ranks) {
    document.facts.world.push_back({.rank = rank.rank, .host = rank.host});
  }
  document.cases.push_back(std::move(record));
  return document;
}

Set named(const document::Document& document) {
  Set names;
  for (const HostShare& host : slow_hosts_of(document)) names.insert(host.host);
  return names;
}

TEST(SlowHosts, NoneIsNamedWhereNoneIsSlow) {
  for (const std::uint32_t hosts : {3u, 4u, 5u, 8u, 17u})
    EXPECT_EQ(named(measured(hosts, {})), Set{});
}

TEST(SlowHosts, OneIsNamedWhereverItIs) {
  for (const std::uint32_t hosts : {3u, 4u, 5u, 8u, 17u}) {
    for (std::uint32_t slow = 0; slow < hosts; ++slow) {
      EXPECT_EQ(named(measured(hosts, {slow})), Set{"host" + std::to_string(slow)})
          << slow << " of " << hosts;
    }
  }
}

TEST(SlowHosts, SeveralDoNotHideOneAnother) {
  EXPECT_EQ(named(measured(4, {1, 2})), (Set{"host1", "host2"}));
  EXPECT_EQ(named(measured(5, {0, 4})), (Set{"host0", "host4"}));
  EXPECT_EQ(named(measured(8, {1, 2, 3})), (Set{"host1", "host2", "host3"}));
  EXPECT_EQ(named(measured(16, {3, 5, 7, 9})), (Set{"host3", "host5", "host7", "host9"}));
}

TEST(SlowHosts, BelowTheShareIsSlowAndAboveItIsNot) {
  EXPECT_EQ(named(measured(6, {2}, 0.65)), Set{"host2"});
  EXPECT_EQ(named(measured(6, {2}, 0.8)), Set{});
}

TEST(SlowHosts, OneGoodPairAcquitsAHost) {
  auto document = measured(5, {2});
  for (auto& pair : document.cases[0].pairs) {
    if (pair.from_rank == 2 && pair.to_rank == 4) pair.bytes_per_s = 1e9;
  }
  EXPECT_EQ(named(document), Set{});
}

TEST(SlowHosts, TwoHostsCannotBeToldApart) {
  const auto document = measured(2, {1});
  EXPECT_EQ(named(document), Set{});
  ASSERT_EQ(compare_hosts(document).size(), 1u);
  EXPECT_EQ(compare_hosts(document)[0].reason,
            "2 hosts have one pair: at least 3 are needed to tell which one is slow");
}

TEST(SlowHosts, AreNamedOnceOverAllCases) {
  auto document = measured(4, {2});
  document.cases.push_back(document.cases[0]);
  for (auto& pair : document.cases[1].pairs) {
    if (pair.from_rank == 2 || pair.to_rank == 2) pair.bytes_per_s /= 2;
  }
  const auto slow = slow_hosts_of(document);
  ASSERT_EQ(slow.size(), 1u);
  EXPECT_LT(slow[0].share, 0.06);
}

TEST(SlowHosts, AreSaidInWords) {
  EXPECT_EQ(slow_host_sentence({.host = "node7", .own = 1.1e9, .others = 1e10, .share = 0.11}),
            "host node7 is slow: its pairs reach 0.11 of what pairs of the other hosts reach (1.10 "
            "GB/s against 10.0 GB/s)");
}

TEST(HostSection, NamesHostsSpreadAndWhoIsSlow) {
  const auto text = report::host_section(measured(4, {2}), 80);
  EXPECT_NE(text.find("4 ranks on 4 hosts: host0, host1, host2, host3"), std::string::npos) << text;
  EXPECT_NE(text.find("SLOW: host host2 is slow"), std::string::npos) << text;
  EXPECT_EQ(report::host_section({}, 80), "");
}

}  // namespace
}  // namespace assay::judge
