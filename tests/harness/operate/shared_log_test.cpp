// Is what a killed process had finished there to be read, whole, whenever it was killed?
#include "harness/operate/shared_log.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <thread>

#include "kernels/error.hpp"

namespace assay::operate {
namespace {

using measure::CasePhase;

TEST(SharedLog, HoldsNothingBeforeACaseBegins) {
  const SharedLog log;
  const LastSeen seen = log.read();
  EXPECT_FALSE(seen.index);
  EXPECT_TRUE(seen.samples.empty());
}

TEST(SharedLog, ACaseBeginsWithoutTheSamplesOfTheOneBefore) {
  SharedLog log;
  log.begin(3);
  log.enter(CasePhase::sampling);
  log.keep(0.5);
  log.keep(0.25);
  LastSeen seen = log.read();
  EXPECT_EQ(seen.index, 3u);
  EXPECT_EQ(seen.phase, CasePhase::sampling);
  EXPECT_EQ(seen.samples, (std::vector<double>{0.5, 0.25}));
  log.begin(4);
  seen = log.read();
  EXPECT_EQ(seen.index, 4u);
  EXPECT_EQ(seen.phase, CasePhase::set_up);
  EXPECT_TRUE(seen.samples.empty());
}

TEST(SharedLog, AnotherAttemptForgets) {
  SharedLog log;
  log.begin(0);
  log.keep(1);
  log.forget();
  log.keep(2);
  EXPECT_EQ(log.read().samples, std::vector<double>{2});
  EXPECT_EQ(log.kept(), 1u);
}

TEST(SharedLog, SaysForHowLongAPhaseLasts) {
  SharedLog log;
  log.begin(0);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_GE(log.read().in_phase, Seconds(0.02));
  log.enter(CasePhase::warm_up);
  EXPECT_LT(log.read().in_phase, Seconds(0.02));
}

TEST(SharedLog, MoreThanADocumentHoldsIsCountedAndNotKept) {
  SharedLog log;
  log.begin(0);
  for (std::size_t i = 0; i < kLoggedSamplesAtMost + 2; ++i) log.keep(1);
  EXPECT_EQ(log.kept(), kLoggedSamplesAtMost + 2);
  EXPECT_EQ(log.read().samples.size(), kLoggedSamplesAtMost);
}

TEST(SharedLog, WhatIsNoTimeIsNotBelieved) {
  SharedLog log;
  log.begin(0);
  for (const double sample : {1.0, 0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
                              std::numeric_limits<double>::infinity(), 2.0}) {
    log.keep(sample);
  }
  EXPECT_EQ(log.read().samples, (std::vector<double>{1, 2}));
}

TEST(SharedLog, AWorkerCannotShrinkItUnderItsSupervisor) {
  const SharedLog log;
  EXPECT_NE(ftruncate(log.descriptor(), 0), 0);
}

TEST(SharedLog, AnotherFileIsRefused) {
  EXPECT_THROW(SharedLog(Descriptor(memfd_create("small", 0))), Error);
  EXPECT_THROW(SharedLog(Descriptor(-1)), Error);
}

// The n-th sample is n: any hole, half number or lost sample shows.
void write_until_killed(int descriptor, int acknowledgements) {
  SharedLog log{Descriptor(dup(descriptor))};
  log.begin(7);
  log.enter(CasePhase::sampling);
  for (double n = 1;; ++n) {
    log.keep(n);
    const char one = 1;
    if (write(acknowledgements, &one, 1) != 1) _exit(1);
  }
}

TEST(SharedLog, WhatAChildHadFinishedWhenItWasKilledIsThere) {
  for (int round = 0; round < 20; ++round) {
    const SharedLog log;
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) write_until_killed(log.descriptor(), ends[1]);
    close(ends[1]);
    std::size_t acknowledged = 0;
    char piece[64];
    while (acknowledged < 100u + 37u * static_cast<unsigned>(round)) {
      const ssize_t count = read(ends[0], piece, sizeof piece);
      ASSERT_GT(count, 0);
      acknowledged += static_cast<std::size_t>(count);
    }
    kill(child, SIGKILL);
    ssize_t rest = 0;
    while ((rest = read(ends[0], piece, sizeof piece)) > 0) {
      acknowledged += static_cast<std::size_t>(rest);
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));

    const LastSeen seen = log.read();
    EXPECT_EQ(seen.index, 7u);
    EXPECT_EQ(seen.phase, CasePhase::sampling);
    ASSERT_GE(seen.samples.size(), acknowledged);
    for (std::size_t i = 0; i < seen.samples.size(); ++i) {
      ASSERT_EQ(seen.samples[i], static_cast<double>(i + 1));
    }
  }
}

}  // namespace
}  // namespace assay::operate
