// The thread team: everyone runs, once per run, where asked, and nothing is left behind.
#include "kernels/machine/team.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "kernels/error.hpp"

namespace assay {
namespace {

std::vector<int> allowed_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  std::vector<int> processors;
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(static_cast<std::size_t>(i), &set)) processors.push_back(i);
  }
  return processors;
}

struct Count {
  std::vector<int> runs;
  std::vector<int> processor;
};

void count(void* context, std::uint32_t thread, std::uint32_t threads) {
  auto& counts = *static_cast<Count*>(context);
  ASSERT_EQ(threads, counts.runs.size());
  ++counts.runs[thread];
  counts.processor[thread] = sched_getcpu();
}

TEST(Team, RunsEveryThreadOncePerRun) {
  for (const std::size_t threads : {std::size_t{1}, std::size_t{2}, std::size_t{5}}) {
    Team team(std::vector<int>(threads, allowed_processors().front()));
    ASSERT_EQ(team.size(), threads);
    Count counts{std::vector<int>(threads), std::vector<int>(threads)};
    for (int run = 1; run <= 200; ++run) {
      team.run(count, &counts);
      EXPECT_EQ(counts.runs,
                std::vector<int>(threads, run));  // run() returns after the last of them
    }
  }
}

TEST(Team, RunsWhereAsked) {
  const std::vector<int> processors = allowed_processors();
  Team team(processors);
  EXPECT_TRUE(team.pinned());
  Count counts{std::vector<int>(processors.size()), std::vector<int>(processors.size())};
  team.run(count, &counts);
  EXPECT_EQ(counts.processor, processors);
}

TEST(Team, SaysWhenAProcessorIsNotAllowed) {
  const std::vector<int> processors{allowed_processors().front(), CPU_SETSIZE + 1};
  Team team(processors);
  EXPECT_FALSE(team.pinned());
}

TEST(Team, GivesTheCallerItsProcessorsBack) {
  const std::vector<int> before = allowed_processors();
  { Team team(std::vector<int>{before.front()}); }
  EXPECT_EQ(allowed_processors(), before);
}

TEST(Team, WakesSleepingThreads) {
  Team team(std::vector<int>(3, allowed_processors().front()));
  Count counts{std::vector<int>(3), std::vector<int>(3)};
  for (int run = 0; run < 3; ++run) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // longer than they spin
    team.run(count, &counts);
  }
  EXPECT_EQ(counts.runs, (std::vector<int>{3, 3, 3}));
}

TEST(Team, OfNobodyIsAnError) {
  EXPECT_THROW(Team(std::vector<int>{}), Error);
}

}  // namespace
}  // namespace assay
