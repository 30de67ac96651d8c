// Does the sampling thread keep what it reads, and can a bad gauge neither hang nor end the run?
#include "harness/measure/telemetry/sampler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <stdexcept>
#include <thread>

#include "kernels/error.hpp"
#include "tests/harness/measure/fake_gauge.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr SamplerOptions kFast{.period = Seconds(1e-3),
                               .cpu_share = 1,
                               .patience = Seconds(0.05),
                               .retry = Seconds(1e-3),
                               .capacity = 1000};
// Where nothing is to be taken for hung, however slow this machine is.
constexpr SamplerOptions kPatient{.period = Seconds(1e-3),
                                  .cpu_share = 1,
                                  .patience = Seconds(3600),
                                  .retry = Seconds(1e-3),
                                  .capacity = 1000};

struct Bench {
  std::shared_ptr<GaugeScript> script = std::make_shared<GaugeScript>();
  std::unique_ptr<FakeGauge> gauge() const { return std::make_unique<FakeGauge>(script); }
};

TEST(Sampler, KeepsReadingsInTheOrderOfTime) {
  Bench bench;
  bench.script->reads = [](int call) { return Reading{.clock_hz = call}; };
  Sampler sampler(bench.gauge(), kPatient);
  bench.script->wait_for_reads(6);
  const Readings found = sampler.readings();
  ASSERT_GE(found.list.size(), 5u);
  EXPECT_EQ(found.incomplete, "");
  for (std::size_t i = 0; i < found.list.size(); ++i) {
    EXPECT_EQ(found.list[i].clock_hz, static_cast<double>(i + 1));
    if (i == 0) continue;
    EXPECT_GE(found.list[i].time - found.list[i - 1].time, std::chrono::microseconds(500));
  }
}

TEST(Sampler, IsNotAskedMoreOftenThanThePeriod) {
  Bench bench;
  SamplerOptions slow = kPatient;
  slow.period = Seconds(3600);
  Sampler sampler(bench.gauge(), slow);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(sampler.mark());
  EXPECT_EQ(sampler.readings().list.size(), 1u);
  EXPECT_EQ(sampler.readings().period, Seconds(3600));
}

TEST(Sampler, ForgetsTheCaseBefore) {
  Bench bench;
  Sampler sampler(bench.gauge(), kPatient);
  bench.script->wait_for_reads(3);
  const auto before = sampler.readings().list.back().time;
  sampler.forget();
  bench.script->wait_for_reads(10);
  const Readings found = sampler.readings();
  ASSERT_FALSE(found.list.empty());
  EXPECT_GT(found.list.front().time, before);
}

TEST(Sampler, DropsTheOldestAndSaysSo) {
  Bench bench;
  bench.script->reads = [](int call) { return Reading{.clock_hz = call}; };
  SamplerOptions small = kPatient;
  small.capacity = 4;
  Sampler sampler(bench.gauge(), small);
  bench.script->wait_for_reads(12);
  const Readings found = sampler.readings();
  ASSERT_EQ(found.list.size(), 4u);
  EXPECT_GE(found.list.front().clock_hz, 8);
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_EQ(*found.list[i].clock_hz, *found.list[i - 1].clock_hz + 1);
  }
  EXPECT_THAT(found.incomplete, HasSubstr("dropped"));
  const auto recent = sampler.recent(Seconds(0), 3);
  ASSERT_EQ(recent.size(), 3u);
  EXPECT_EQ(*recent[2].clock_hz, *recent[0].clock_hz + 2);
}

TEST(Sampler, RecentIsTheLengthOrTheCountWhicheverIsMore) {
  Bench bench;
  Sampler sampler(bench.gauge(), kPatient);
  bench.script->wait_for_reads(20);
  EXPECT_EQ(sampler.recent(Seconds(0), 5).size(), 5u);
  EXPECT_GE(sampler.recent(Seconds(3600), 5).size(), 19u);
  EXPECT_GE(sampler.recent(Seconds(0), 1000).size(), 19u);
}

TEST(Sampler, MarksAreTotalsAsOfNow) {
  Bench bench;
  bench.script->totals = [](int call) {
    return ErrorCounts{.ecc_corrected = static_cast<std::uint64_t>(call)};
  };
  Sampler sampler(bench.gauge(), kPatient);
  for (std::uint64_t i = 1; i <= 5; ++i) EXPECT_EQ(sampler.mark()->ecc_corrected, i);
}

TEST(Sampler, AGaugeThatThrowsIsSaidAndAskedAgain) {
  Bench bench;
  bench.script->reads = [](int call) {
    if (call > 3 && call <= 6) throw Error(ErrorKind::unavailable, "the GPU is lost");
    return Reading{.clock_hz = call};
  };
  Sampler sampler(bench.gauge(), kPatient);
  bench.script->wait_for_reads(8);
  Readings found = sampler.readings();
  EXPECT_EQ(found.incomplete, "the GPU is lost");
  EXPECT_EQ(found.list.at(2).clock_hz, 3);
  EXPECT_EQ(found.list.at(3).clock_hz, 7) << "a failed reading is none";
  sampler.forget();
  bench.script->wait_for_reads(12);
  EXPECT_EQ(sampler.readings().incomplete, "") << "the next case is not to blame";
}

TEST(Sampler, AGaugeThatStaysLostIsSaidInEveryCase) {
  Bench bench;
  bench.script->reads = [](int call) {
    return call > 2 ? throw std::runtime_error("lost") : Reading{};
  };
  bench.script->totals = [](int) -> ErrorCounts { throw 7; };
  Sampler sampler(bench.gauge(), kPatient);
  bench.script->wait_for_reads(5);
  EXPECT_THAT(sampler.recent(Seconds(1), 1), IsEmpty());
  for (int i = 0; i < 3; ++i) {
    sampler.forget();
    EXPECT_FALSE(sampler.mark());
    EXPECT_NE(sampler.readings().incomplete, "");
  }
}

TEST(Sampler, AHungCallIsAbandoned) {
  Bench bench;
  {
    Sampler sampler(bench.gauge(), kFast);
    bench.script->wait_for_reads(3);
    bench.script->hang();
    bench.script->wait_until_hung();
    EXPECT_FALSE(sampler.mark()) << "waits for its patience";
    EXPECT_FALSE(sampler.mark()) << "does not wait";
    EXPECT_THAT(sampler.readings().incomplete, HasSubstr("has not answered for"));
    EXPECT_GE(sampler.readings().list.size(), 2u) << "what was read before is kept";
    EXPECT_THAT(sampler.recent(Seconds(1), 1), IsEmpty());
  }
  // Without its owner the thread still has all it touches, and ends when the call returns.
  bench.script->release();
  bench.script->wait_until_gone();
}

TEST(Sampler, ACallThatHungAndCameBackIsSaid) {
  Bench bench;
  Sampler sampler(bench.gauge(), kFast);
  bench.script->wait_for_reads(3);
  bench.script->hang();
  bench.script->wait_until_hung();
  EXPECT_FALSE(sampler.mark());
  bench.script->release();
  bench.script->wait_for_reads(10);
  EXPECT_THAT(sampler.readings().incomplete, HasSubstr("to answer once"));
}

TEST(Sampler, EndsWithItsOwner) {
  Bench bench;
  {
    SamplerOptions slow = kPatient;
    slow.period = Seconds(3600);
    const Sampler sampler(bench.gauge(), slow);
  }
  bench.script->wait_until_gone();
}

TEST(Sampler, ItsThreadTakesNoSignals) {
  Bench bench;
  sigset_t blocked;
  sigemptyset(&blocked);
  bench.script->reads = [&blocked](int call) {
    if (call == 1) pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
    return Reading{};
  };
  {
    Sampler sampler(bench.gauge(), kPatient);
    bench.script->wait_for_reads(2);
  }
  EXPECT_EQ(sigismember(&blocked, SIGINT), 1);
  EXPECT_EQ(sigismember(&blocked, SIGTERM), 1);
  sigset_t here;
  pthread_sigmask(SIG_BLOCK, nullptr, &here);
  EXPECT_EQ(sigismember(&here, SIGINT), 0);
}

TEST(Sampler, SlowsDownForAGaugeThatCosts) {
  Bench bench;
  bench.script->reads = [](int) {
    Reading reading{.clock_hz = 1};
    reading.cpu_elsewhere = Seconds(100);
    return reading;
  };
  SamplerOptions options = kPatient;
  options.cpu_share = 0.005;
  Sampler sampler(bench.gauge(), options);
  ASSERT_TRUE(sampler.mark());
  EXPECT_GE(sampler.readings().period, Seconds(100));
  EXPECT_GE(sampler.cost().cpu, Seconds(100));
  EXPECT_LE(sampler.cost().readings, 2u);
}

TEST(Sampler, CanBeAskedByAnotherThreadWhileItReads) {
  Bench bench;
  Sampler sampler(bench.gauge(), kPatient);
  std::thread other([&] {
    for (int i = 0; i < 50; ++i) sampler.mark();
  });
  for (int i = 0; i < 50; ++i) {
    sampler.readings();
    sampler.recent(Seconds(0.01), 5);
    sampler.forget();
    sampler.cost();
  }
  other.join();
}

}  // namespace
}  // namespace assay::measure
