// Is a device watched from its first case to its last, whatever becomes of its gauge?
#include "harness/measure/telemetry/watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "kernels/error.hpp"
#include "tests/harness/measure/fake_gauge.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;

using Clock = std::chrono::steady_clock;

constexpr SamplerOptions kOptions{
    .period = Seconds(1e-3), .cpu_share = 1, .patience = Seconds(3600), .retry = Seconds(1e-3)};

/// Samples back to back while the gauge is read `count` times more.
std::vector<SampleInterval> work(GaugeScript& script, int reads_at_end) {
  const auto begin = Clock::now();
  script.wait_for_reads(reads_at_end);
  const auto end = Clock::now();
  const auto middle = begin + (end - begin) / 2;
  return {{begin, middle}, {middle, end}};
}

TEST(Watch, WithoutAGaugeIsFreeAndSaysWhy) {
  Watch watch("libnvidia-ml.so.1 was not found");
  watch.begin_case();
  EXPECT_FALSE(watch.is_level());
  const Telemetry made = watch.telemetry({});
  EXPECT_EQ(made.unavailable, "libnvidia-ml.so.1 was not found");
  EXPECT_FALSE(made.samples);
  EXPECT_FALSE(made.errors);
}

TEST(Watch, JoinsWhatItReadToTheSamples) {
  auto script = std::make_shared<GaugeScript>();
  script->reads = [](int) { return Reading{.clock_hz = 1.7e9, .power_w = 500, .clock_events = 4}; };
  script->totals = [](int call) {
    return ErrorCounts{.ecc_corrected = static_cast<std::uint64_t>(10 * call)};
  };
  Watch watch(std::make_unique<FakeGauge>(script), kOptions);
  for (int round = 1; round <= 2; ++round) {
    watch.begin_case();
    const auto intervals = work(*script, 20 * round);
    const Telemetry made = watch.telemetry(intervals);
    EXPECT_EQ(made.unavailable, "");
    EXPECT_EQ(made.driver_clock_hz, 1.7e9);
    ASSERT_TRUE(made.samples);
    EXPECT_EQ(made.samples->power_w.size(), 2u);
    ASSERT_TRUE(made.clock_events);
    EXPECT_EQ(made.clock_events->at(0).reason, ClockEvent::software_power_cap);
    EXPECT_EQ(made.errors->ecc_corrected, 10u) << "of this case alone";
  }
}

TEST(Watch, ALostGpuMidRunLeavesWhatWasReadBefore) {
  auto script = std::make_shared<GaugeScript>();
  script->reads = [](int call) {
    return call > 10 ? throw Error(ErrorKind::unavailable, "the GPU is lost")
                     : Reading{.power_w = 500};
  };
  script->totals = [](int call) {
    return call > 1 ? throw Error(ErrorKind::unavailable, "the GPU is lost")
                    : ErrorCounts{.ecc_corrected = 0};
  };
  Watch watch(std::make_unique<FakeGauge>(script), kOptions);
  watch.begin_case();
  const Telemetry made = watch.telemetry(work(*script, 12));
  EXPECT_EQ(made.unavailable, "the GPU is lost");
  EXPECT_EQ(made.power_w, 500);
  EXPECT_FALSE(made.errors);
  EXPECT_FALSE(watch.is_level());
  watch.begin_case();
  const Telemetry next = watch.telemetry(work(*script, 15));
  EXPECT_EQ(next.unavailable, "the GPU is lost");
  EXPECT_FALSE(next.power_w);
}

TEST(Watch, AHungCallCostsItsPatienceOnceAndNoCase) {
  auto script = std::make_shared<GaugeScript>();
  SamplerOptions options = kOptions;
  options.patience = Seconds(0.02);
  {
    Watch watch(std::make_unique<FakeGauge>(script), options);
    watch.begin_case();
    script->hang();
    script->wait_until_hung();
    for (int i = 0; i < 3; ++i) {
      const Telemetry made = watch.telemetry({});
      EXPECT_THAT(made.unavailable, HasSubstr("has not answered"));
      EXPECT_FALSE(watch.is_level());
      watch.begin_case();
    }
  }
  script->release();
  script->wait_until_gone();
}

TEST(Watch, ADeviceIsNotLevelByWhatWasReadBeforeItWorked) {
  auto script = std::make_shared<GaugeScript>();
  Watch watch(std::make_unique<FakeGauge>(script), kOptions);
  watch.begin_case();
  // More than the window, on a device that has nothing to do.
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_EQ(watch.is_level(), false);
  while (watch.is_level() == false) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(watch.is_level(), true);
  watch.begin_case();
  EXPECT_NE(watch.is_level(), true);
}

constexpr std::uint64_t kIdle = 1, kPowerCap = 4;

TEST(CoolDown, WaitsUntilNothingHoldsTheClockDownAndPowerHasComeToRest) {
  auto script = std::make_shared<GaugeScript>();
  std::atomic<int> reads = 0;
  script->reads = [&](int call) {
    reads = call;
    if (call < 60) return Reading{.power_w = 300, .clock_events = kPowerCap};
    return Reading{.power_w = call < 160 ? 400.0 - call : 240.0, .clock_events = kIdle};
  };
  Watch watch(std::make_unique<FakeGauge>(script), kOptions, {.at_most = Seconds(3600)});
  watch.begin_case();
  watch.cool_down();
  // A line through 100 falling readings is not level; those that rest must outweigh them.
  EXPECT_GT(reads, 160);
}

TEST(CoolDown, DoesNotTakeWhatWasReadBeforeForRest) {
  auto script = std::make_shared<GaugeScript>();
  script->reads = [](int) { return Reading{.power_w = 100, .clock_events = kIdle}; };
  Watch watch(std::make_unique<FakeGauge>(script), kOptions, {.at_most = Seconds(3600)});
  watch.begin_case();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // more than the window
  const auto begin = Clock::now();
  watch.cool_down();
  EXPECT_GE(Clock::now() - begin, std::chrono::milliseconds(200));
}

TEST(CoolDown, GivesUpOnADeviceThatStaysHot) {
  auto script = std::make_shared<GaugeScript>();
  script->reads = [](int) { return Reading{.power_w = 700, .clock_events = kPowerCap}; };
  Watch watch(std::make_unique<FakeGauge>(script), kOptions,
              {.at_most = Seconds(0.05), .blind = Seconds(3600)});
  watch.begin_case();
  script->wait_for_reads(5);
  watch.cool_down();
}

TEST(CoolDown, WaitsAFixedTimeWhereNothingCanBeRead) {
  const Cooling cooling{.at_most = Seconds(3600), .blind = Seconds(0.05)};
  auto script = std::make_shared<GaugeScript>();
  script->reads = [](int) { return Reading{.clock_hz = 1e9}; };
  Watch blind("no library", cooling);
  const auto begin = Clock::now();
  blind.cool_down();
  EXPECT_GE(Clock::now() - begin, std::chrono::milliseconds(50));
  Watch clock_alone(std::make_unique<FakeGauge>(script), kOptions, cooling);
  clock_alone.begin_case();
  clock_alone.cool_down();
}

TEST(Watch, IsNeverLevelWhileTheClockMoves) {
  auto script = std::make_shared<GaugeScript>();
  script->reads = [](int call) { return Reading{.clock_hz = 1e9 * std::pow(1.01, call % 1000)}; };
  Watch watch(std::make_unique<FakeGauge>(script), kOptions);
  watch.begin_case();
  const auto begin = Clock::now();
  while (Clock::now() - begin < std::chrono::milliseconds(400)) {
    ASSERT_NE(watch.is_level(), true);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace
}  // namespace assay::measure
