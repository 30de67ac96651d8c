// Is the first signal a request, the second an order, and the process as before afterwards?
#include "harness/operate/signal_guard.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <stdexcept>

namespace assay::operate {
namespace {

TEST(SignalGuard, RaisesAFlagAndNamesTheSignal) {
  const SignalGuard guard;
  EXPECT_FALSE(guard.interrupted());
  EXPECT_FALSE(guard.signal_name());
  raise(SIGTERM);
  EXPECT_TRUE(guard.interrupted());
  EXPECT_EQ(guard.signal_name(), "SIGTERM");
}

TEST(SignalGuard, BeginsAnewEachTime) {
  {
    const SignalGuard guard;
    raise(SIGINT);
  }
  const SignalGuard guard;
  EXPECT_FALSE(guard.interrupted());
  EXPECT_FALSE(guard.signal_name());
}

int handled_before = 0;
void count_signal(int) {
  ++handled_before;
}

TEST(SignalGuard, RestoresTheHandlerOfBefore) {
  const auto previous = signal(SIGINT, count_signal);
  {
    const SignalGuard guard;
    raise(SIGINT);
    EXPECT_EQ(handled_before, 0);
  }
  raise(SIGINT);
  EXPECT_EQ(handled_before, 1);
  signal(SIGINT, previous);
}

TEST(SignalGuard, LeavesAnIgnoredSignalIgnored) {
  const auto previous = signal(SIGINT, SIG_IGN);
  {
    const SignalGuard guard;
    raise(SIGINT);
    EXPECT_FALSE(guard.interrupted());
  }
  signal(SIGINT, previous);
}

TEST(SignalGuard, MayIgnoreWhatALauncherSendsTwice) {
  const SignalGuard guard(SecondSignal::is_ignored);
  raise(SIGTERM);
  raise(SIGTERM);
  raise(SIGINT);
  EXPECT_EQ(guard.signal_name(), "SIGTERM");
}

TEST(SignalGuard, IsAlone) {
  const SignalGuard guard;
  EXPECT_THROW(SignalGuard{}, std::logic_error);
}

TEST(SignalGuardDeathTest, TheSecondSignalEndsTheProcess) {
  const auto twice = [](int first, int second) {
    const SignalGuard guard;
    raise(first);
    raise(second);
  };
  EXPECT_EXIT(twice(SIGINT, SIGINT), ::testing::KilledBySignal(SIGINT), "");
  EXPECT_EXIT(twice(SIGINT, SIGTERM), ::testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace assay::operate
