// Do all waits between processes end, and say for whom?
#include "harness/measure/world/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "tests/harness/measure/world/ranks.hpp"

namespace assay::measure {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Order order_of(Order::Kind kind) {
  Order order;
  order.kind = kind;
  return order;
}

TEST(World, KnowsItsMembers) {
  Ranks ranks(4);
  std::array<std::string, 4> names;
  std::array<int, 4> on_host{};
  ranks.run([&](int rank) {
    World world(ranks.cluster.mpi(rank), self_on(rank, 2), quick_settings());
    names[static_cast<std::size_t>(rank)] = world.name_of(3);
    on_host[static_cast<std::size_t>(rank)] = world.rank_on_host();
    world.leave(true);
  });
  for (const auto& name : names) EXPECT_EQ(name, "rank 3 on host1");
  EXPECT_EQ(on_host, (std::array{0, 1, 0, 1}));
  EXPECT_THAT(ranks.errors, testing::Each(""));
  for (int rank = 0; rank < 4; ++rank) EXPECT_EQ(ranks.cluster.closed(rank), 1);
}

TEST(World, OrdersAreAnsweredInTheOrderOfRanks) {
  Ranks ranks(3);
  ranks.run([&](int rank) {
    World world(ranks.cluster.mpi(rank), self_on(rank), quick_settings());
    if (rank == 0) {
      world.command(order_of(Order::Kind::sample));
      const auto answers = world.answers(2, kLong);
      ASSERT_EQ(answers.size(), 2u);
      EXPECT_EQ(answers[0].numbers, (std::vector<double>{1, 2}));
      EXPECT_EQ(answers[1].reply.seconds, 2);
      return world.finish(0);
    }
    EXPECT_EQ(world.next_order(kLong).kind, Order::Kind::sample);
    Reply reply;
    reply.seconds = rank;
    world.answer(reply, {static_cast<double>(rank), 2});
    const Order last = world.next_order(kLong);
    EXPECT_EQ(last.kind, Order::Kind::finish);
    world.leave(last.in_order);
  });
  EXPECT_THAT(ranks.errors, testing::Each(""));
}

TEST(World, AddsUpExchangesAndBroadcasts) {
  Ranks ranks(3);
  ranks.run([&](int rank) {
    World world(ranks.cluster.mpi(rank), self_on(rank), quick_settings());
    const std::array<std::int32_t, 2> input{rank, 10 * rank};
    std::array<std::int32_t, 2> output{};
    world.barrier(kLong);
    world.all_reduce(input.data(), output.data(), 2, MpiType::int32, kLong);
    EXPECT_EQ(output, (std::array{3, 30}));
    world.exchange(input.data(), (rank + 1) % 3, output.data(), (rank + 2) % 3, 8, kLong);
    EXPECT_EQ(output[0], (rank + 2) % 3);
    int of_root = rank == 0 ? 7 : 0;
    world.broadcast(&of_root, sizeof of_root, kLong);
    EXPECT_EQ(of_root, 7);
    world.barrier(kLong);  // who leaves calls off those who still wait
    world.leave(true);
  });
  EXPECT_THAT(ranks.errors, testing::Each(""));
}

TEST(World, MpiThatNeverBeginsIsGivenUp) {
  Ranks ranks(2);
  ranks.cluster.faults(1).never_opens = true;
  ranks.run([&](int rank) {
    WorldSettings settings = quick_settings();
    settings.joining = kSoon;
    World world(ranks.cluster.mpi(rank), self_on(rank), settings);
  });
  for (const auto& error : ranks.errors) {
    EXPECT_THAT(error, HasSubstr("rank 1 on host1 did not come within 0.3 s"));
  }
}

TEST(World, AnInterruptionEndsJoining) {
  Ranks ranks(1);
  ranks.cluster.faults(0).never_opens = true;
  const std::atomic<bool> interrupted{true};
  ranks.run([&](int rank) {
    World world(ranks.cluster.mpi(rank), self_on(rank), quick_settings(&interrupted));
  });
  EXPECT_THAT(ranks.errors[0], HasSubstr("interrupted"));
}

TEST(World, WhyMpiDoesNotBeginIsPassedOn) {
  Ranks ranks(1);
  ranks.cluster.faults(0).open_fails = "MPI_Init_thread: no route";
  ranks.run(
      [&](int rank) { World world(ranks.cluster.mpi(rank), self_on(rank), quick_settings()); });
  EXPECT_THAT(ranks.errors[0], HasSubstr("MPI_Init_thread: no route"));
}

TEST(World, WhoSaysNothingIsNamed) {
  Ranks ranks(3);
  ranks.cluster.faults(2).silent_after_sends = 0;
  ranks.run([&](int rank) {
    WorldSettings settings = quick_settings();
    settings.joining = kSoon;
    World world(ranks.cluster.mpi(rank), self_on(rank), settings);
  });
  EXPECT_THAT(ranks.errors[0], HasSubstr("rank 2 of 3 said nothing within 0.3 s"));
  EXPECT_THAT(ranks.errors[1], HasSubstr("rank 0"));
}

TEST(World, AnotherBuildIsRefusedByAll) {
  Ranks ranks(3);
  ranks.run([&](int rank) {
    Self self = self_on(rank);
    if (rank == 2) self.build = "1.1";
    World world(ranks.cluster.mpi(rank), self, quick_settings());
  });
  for (const auto& error : ranks.errors) {
    EXPECT_THAT(error, HasSubstr("rank 2 on host2 is assay 1.1, and rank 0 on host0 is assay 1.0"));
  }
  for (int rank = 0; rank < 3; ++rank) EXPECT_EQ(ranks.cluster.closed(rank), 1);
}

TEST(World, AWaitForOneRankNamesIt) {
  Ranks ranks(2);
  ranks.run([&](int rank) {
    World world(ranks.cluster.mpi(rank), self_on(rank), quick_settings());
    std::int32_t data = 0, received = 0;
    if (rank == 1) return;
    try {
      world.exchange(&data, 1, &received, 1, sizeof data, kSoon);
    } catch (const WaitError& error) {
      EXPECT_EQ(error.missing(), 1);
      EXPECT_TRUE(world.abandoned());
      throw;
    }
  });
  EXPECT_THAT(ranks.errors[0], HasSubstr("with rank 1 on host1: not done within 0.3 s"));
}

TEST(World, AFollowerDoesNotWaitForEverForOrders) {
  Ranks ranks(2);
  ranks.run([&](int rank) {
    World world(ranks.cluster.mpi(rank), self_on(rank), quick_settings());
    if (rank == 0) return std::this_thread::sleep_for(3 * kSoon);
    world.next_order(kSoon);
  });
  EXPECT_THAT(ranks.errors[1], HasSubstr("rank 0 on host0 gave no order: none within 0.3 s"));
}

TEST(World, AnInterruptionShortensEveryWait) {
  Ranks ranks(2);
  std::atomic<bool> interrupted{false};
  ranks.run([&](int rank) {
    World world(ranks.cluster.mpi(rank), self_on(rank), quick_settings(&interrupted));
    if (rank == 1) {
      interrupted = true;
      return;
    }
    world.barrier(Seconds(3600));
  });
  EXPECT_THAT(ranks.errors[0], HasSubstr("interrupted"));
}

TEST(World, WhoStillWaitsIsCalledOff) {
  Ranks ranks(3);
  ranks.run([&](int rank) {
    World world(ranks.cluster.mpi(rank), self_on(rank), quick_settings());
    if (rank == 2) return std::this_thread::sleep_for(2 * kSoon);  // and never comes
    if (rank == 0) world.call_off();
    world.barrier(rank == 0 ? kSoon : Seconds(3600));
  });
  EXPECT_THAT(ranks.errors[1], HasSubstr("a barrier of all ranks: called off by rank 0"));
}

TEST(World, FaultsOfMpiAreSaidWithWhatWasDone) {
  Ranks ranks(2);
  ranks.run([&](int rank) {
    World world(ranks.cluster.mpi(rank), self_on(rank), quick_settings());
    ranks.cluster.faults(rank).test_fails = "MPI_Test: connection reset";
    world.barrier(kLong);
  });
  for (const auto& error : ranks.errors) {
    EXPECT_THAT(error, AllOf(HasSubstr("a barrier of all ranks"), HasSubstr("connection reset")));
  }
}

TEST(World, LeavingHasAnEndToo) {
  Ranks ranks(1);
  ranks.cluster.faults(0).never_closes = true;
  ranks.run([&](int rank) {
    World world(ranks.cluster.mpi(rank), self_on(rank), quick_settings());
    world.finish(0);
    EXPECT_TRUE(world.abandoned());
  });
  EXPECT_EQ(ranks.errors[0], "");
}

TEST(World, WhoIsDestroyedUnasked_TellsTheOthers) {
  Ranks ranks(2);
  ranks.run([&](int rank) {
    World world(ranks.cluster.mpi(rank), self_on(rank), quick_settings());
    if (rank == 0) return;
    const Order order = world.next_order(kLong);
    EXPECT_EQ(order.kind, Order::Kind::finish);
    EXPECT_EQ(order.exit_code, 3);
    world.leave(order.in_order);
  });
  EXPECT_THAT(ranks.errors, testing::Each(""));
}

}  // namespace
}  // namespace assay::measure
