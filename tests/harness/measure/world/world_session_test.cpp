// Is a case between hosts measured, checked on every rank, and ended where a rank fails?
#include "harness/measure/world/world_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/measure/world/world_sessions.hpp"
#include "harness/plan/plan.hpp"
#include "harness/plan/world_cases.hpp"
#include "tests/harness/measure/world/ranks.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;

/// The cases of a level at a small size.
std::vector<plan::Case> cases_of(int ranks, int nodes) {
  plan::Options options{.level = plan::Level::standard, .bytes = {4096}, .seed = 5};
  options.world = {.ranks = static_cast<std::uint32_t>(ranks),
                   .nodes = static_cast<std::uint32_t>(nodes)};
  auto cases = plan::world_cases(kernel_table(), options);
  for (plan::Case& one : cases) one.deadline = kSoon;
  return cases;
}

plan::Case case_of(int ranks, int nodes, Pattern pattern) {
  for (const plan::Case& one : cases_of(ranks, nodes)) {
    if (one.parameters.pattern == pattern) return one;
  }
  throw std::logic_error("no such case");
}

/// Rank 0 does as it is told, the others follow.
class Launched : public Ranks {
 public:
  explicit Launched(int size, int ranks_a_host = 1) : Ranks(size), ranks_a_host_(ranks_a_host) {}

  void lead(const std::function<void(World&, DeviceSession&)>& leader, const plan::Case& planned) {
    run([&](int rank) {
      World world(cluster.mpi(rank), self_on(rank, ranks_a_host_),
                  quick_settings(rank == 0 ? nullptr : interrupted_followers));
      const probe::Facts facts;
      const OpenWork open = open_work(world, facts, kernel_table(), {});
      if (rank != 0) {
        exit_codes[static_cast<std::size_t>(rank)] = follow(world, open, kLong);
        return;
      }
      {
        WorldSessions sessions(world, open);
        const auto session = sessions.open_group(planned);
        leader(world, *session);
      }
      world.finish(0);
    });
  }

  const std::atomic<bool>* interrupted_followers = nullptr;
  std::vector<int> exit_codes = std::vector<int>(16, -1);

 private:
  int ranks_a_host_;
};

TEST(WorldSession, AddsUpOverAllRanksAndChecksEachOfThem) {
  for (const DataType type : {DataType::fp32, DataType::int32}) {
    Launched ranks(3);
    plan::Case planned = case_of(3, 3, Pattern::none);
    planned.parameters.type = type;
    ranks.lead(
        [&](World&, DeviceSession& session) {
          session.set_up(planned);
          EXPECT_GT(session.time_sample(), Seconds{});
          const Mismatch found = session.verify();
          EXPECT_EQ(found.checked, 3 * 1024u);
          EXPECT_EQ(found.count, 0u);
          session.time_sample();
          const auto repeated = session.verify_repeat();
          EXPECT_EQ(repeated->checked, 3 * 1024u);
          EXPECT_EQ(repeated->count, 0u);
          const auto list = session.ranks();
          ASSERT_EQ(list.size(), 3u);
          EXPECT_EQ(list[2].host, "host2");
          EXPECT_GT(list[2].sample_s, 0);
          EXPECT_EQ(session.library()->version, "Fake MPI v1.0");
        },
        planned);
    EXPECT_THAT(ranks.errors, testing::Each(""));
    EXPECT_EQ(ranks.exit_codes[2], 0);
  }
}

TEST(WorldSession, SeesAWrongSumOfAnyRankInAnySample) {
  Launched ranks(3);
  const plan::Case planned = case_of(3, 3, Pattern::none);
  ranks.lead(
      [&](World&, DeviceSession& session) {
        session.set_up(planned);
        session.time_sample();
        EXPECT_EQ(session.verify().count, 0u);
        ranks.cluster.begin_to(2, &Faults::corrupts_sums);
        session.time_sample();
        EXPECT_EQ(session.verify_repeat()->count, 1u);
        EXPECT_EQ(session.verify_repeat()->index, 3u);
        EXPECT_EQ(session.verify().count, 1u);
        EXPECT_EQ(session.ranks()[2].wrong_elements, 1u);
        EXPECT_EQ(session.ranks()[1].wrong_elements, 0u);
      },
      planned);
  EXPECT_THAT(ranks.errors, testing::Each(""));
}

TEST(WorldSession, EveryHostMeetsEveryOther) {
  Launched ranks(8, 2);
  const plan::Case planned = case_of(8, 4, Pattern::all_pairs);
  ranks.lead(
      [&](World&, DeviceSession& session) {
        session.set_up(planned);
        EXPECT_GT(session.time_sample(), Seconds{});
        EXPECT_EQ(session.verify().checked, 4 * 3 * 1024u);
        EXPECT_EQ(session.verify().count, 0u);
        const auto pairs = session.pairs();
        ASSERT_EQ(pairs.size(), 6u);
        EXPECT_EQ(pairs[5].from_rank, 2u);
        EXPECT_EQ(pairs[5].to_rank, 3u);
        EXPECT_GT(pairs[5].bytes_per_s, 0);
        ASSERT_EQ(session.ranks().size(), 4u);
        EXPECT_EQ(session.ranks()[3].host, "host3");
      },
      planned);
  EXPECT_THAT(ranks.errors, testing::Each(""));
}

TEST(WorldSession, GroupsOfHostsExchangeToo) {
  Launched ranks(13);
  const plan::Case planned = case_of(13, 13, Pattern::batch);
  ranks.lead(
      [&](World&, DeviceSession& session) {
        session.set_up(planned);
        session.time_sample();
        const Mismatch found = session.verify();
        EXPECT_GT(found.checked, 13 * 1024u);
        EXPECT_EQ(found.count, 0u);
      },
      planned);
  EXPECT_THAT(ranks.errors, testing::Each(""));
}

TEST(WorldSession, SeesAWrongMessage) {
  Launched ranks(3);
  const plan::Case planned = case_of(3, 3, Pattern::all_pairs);
  ranks.lead(
      [&](World&, DeviceSession& session) {
        session.set_up(planned);
        session.time_sample();
        EXPECT_EQ(session.verify_repeat()->count, 0u);
        ranks.cluster.begin_to(1, &Faults::corrupts_exchanges);
        session.time_sample();
        EXPECT_EQ(session.verify_repeat()->count, 2u);  // one of each partner
        session.verify();
        EXPECT_EQ(session.ranks()[1].wrong_elements, 2u);
      },
      planned);
  EXPECT_THAT(ranks.errors, testing::Each(""));
}

TEST(WorldSession, ARankThatDiesIsNamedAndTheRestIsRefused) {
  Launched ranks(3);
  const plan::Case planned = case_of(3, 3, Pattern::none);
  ranks.run([&](int rank) {
    World world(ranks.cluster.mpi(rank), self_on(rank), quick_settings());
    const probe::Facts facts;
    const OpenWork open = open_work(world, facts, kernel_table(), {});
    if (rank == 2) {
      world.next_order(kLong);  // and gone
      return world.leave(false);
    }
    if (rank == 1) {
      ranks.exit_codes[1] = follow(world, open, kLong);
      return;
    }
    WorldSessions sessions(world, open);
    const auto session = sessions.open_group(planned);
    try {
      session->set_up(planned);
      FAIL() << "a rank is missing";
    } catch (const HangError& error) {
      EXPECT_THAT(error.what(), HasSubstr("rank 2 on host2 did not answer"));
      EXPECT_EQ(error.hang().missing, std::vector<std::uint32_t>{2});
      EXPECT_EQ(error.hang().missing_names, std::vector<std::string>{"host2 rank 2"});
    }
    try {
      session->set_up(planned);
      FAIL() << "the world is lost";
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("rank 2 on host2 did not answer"));
    }
    world.finish(3);
    EXPECT_TRUE(world.abandoned());
  });
  EXPECT_THAT(ranks.errors, testing::Each(""));
  EXPECT_EQ(ranks.exit_codes[1], 3);
}

TEST(WorldSession, WhatFailsOnOneRankIsSaidWithItsHost) {
  Launched ranks(2);
  plan::Case planned = case_of(2, 2, Pattern::none);
  planned.parameters.type = DataType::bf16;
  ranks.lead(
      [&](World& world, DeviceSession& session) {
        try {
          session.set_up(planned);
          FAIL() << "MPI has no bf16";
        } catch (const Error& error) {
          EXPECT_THAT(error.what(), HasSubstr("rank 0 on host0: MPI adds up fp32 and int32 alone"));
        }
        EXPECT_EQ(world.lost(), "");
        planned.parameters.type = DataType::fp32;
        session.set_up(planned);
        session.time_sample();
        EXPECT_EQ(session.verify().count, 0u);
      },
      planned);
  EXPECT_THAT(ranks.errors, testing::Each(""));
}

TEST(WorldSession, AFollowerThatIsToEndSaysSo) {
  Launched ranks(2);
  const plan::Case planned = case_of(2, 2, Pattern::none);
  std::atomic<bool> interrupted{false};
  ranks.interrupted_followers = &interrupted;
  ranks.lead(
      [&](World& world, DeviceSession& session) {
        session.set_up(planned);
        interrupted = true;
        try {
          session.time_sample();
          FAIL() << "rank 1 takes no part";
        } catch (const Error& error) {
          EXPECT_THAT(error.what(), HasSubstr("rank 1 on host1: was asked by a signal to end"));
        }
        EXPECT_NE(world.lost(), "");
      },
      planned);
  EXPECT_EQ(ranks.errors[0], "");
  // With settings as short as these the follower may have left before rank 0 gave up its own wait.
  EXPECT_THAT(ranks.errors[1], testing::AnyOf("", HasSubstr("rank 0 on host0 gave no order")));
}

TEST(WorldSessions, SingleDevicesAreNoneOfTheirs) {
  Ranks ranks(1);
  ranks.run([&](int rank) {
    World world(ranks.cluster.mpi(rank), self_on(rank), quick_settings());
    WorldSessions sessions(world, {});
    EXPECT_THROW(sessions.open({.kind = plan::DeviceId::Kind::cpu}), Error);
    world.finish(0);
  });
  EXPECT_EQ(ranks.errors[0], "");
}

}  // namespace
}  // namespace assay::measure
