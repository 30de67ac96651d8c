// Does what NVML says reach the telemetry, on a library that replays recordings?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "harness/measure/telemetry/nvml_gauge.hpp"
#include "kernels/error.hpp"
#include "tests/nvml/fake_library.hpp"
#include "tests/source_folder.hpp"

namespace assay::measure {
namespace {

using fake_nvml::FakeLibrary;
using testing::ElementsAre;
using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

constexpr const char* kUuid = "GPU-4c7f1de0-93a5-4b0e-8c55-1a2b3c4d5e00";

std::string recorded(const std::string& name) {
  return source_folder() + "/tests/nvml/recordings/" + name;
}

/// The recording of a hung call, where it is one that a reading makes.
std::string hung_while_reading() {
  std::ifstream file(recorded("hung_call.json"));
  auto recording = nlohmann::json::parse(file);
  recording["devices"][0]["hang"]["function"] = "nvmlDeviceGetClockInfo";
  const std::string path = testing::TempDir() + "telemetry_nvml_test_hung.json";
  std::ofstream(path) << recording;
  return path;
}

/// A recording, and the library that the product opens for itself.
struct Replay {
  explicit Replay(const std::string& recording) : fake(FAKE_NVML, recording) { fake.stand_at(0); }
  probe::Nvml nvml(Seconds deadline = Seconds(60)) const {
    return probe::Nvml({.library = FAKE_NVML, .deadline = deadline});
  }
  NvmlGauge gauge() const {
    const probe::Nvml opened = nvml();
    return {opened, opened.find_by_uuid(kUuid).value()};
  }
  Watch watch() const { return watch_gpu(nvml(), kUuid, "", kOptions); }

  static constexpr SamplerOptions kOptions{
      .period = Seconds(1e-3), .cpu_share = 1, .patience = Seconds(60), .retry = Seconds(1e-3)};
  FakeLibrary fake;
};

std::uint64_t bit(ClockEvent event) {
  return std::uint64_t{1} << static_cast<int>(event);
}

/// While the replay stands still, until the gauge has been asked a few times.
SampleInterval sample_at(const Replay& replay, double seconds) {
  replay.fake.stand_at(seconds);
  const auto asked = [&] { return replay.fake.calls("nvmlDeviceGetTemperature"); };
  const unsigned long at_first = asked();
  while (asked() < at_first + 2) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto begin = Clock::now();
  const unsigned long before = asked();
  while (asked() < before + 4) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return {begin, Clock::now()};
}

TEST(NvmlGauge, ReadsEverythingOfAHealthyDevice) {
  const Replay replay(recorded("healthy_h100.json"));
  const Reading reading = replay.gauge().read();
  EXPECT_TRUE(reading.clock_hz);
  EXPECT_TRUE(reading.memory_clock_hz);
  EXPECT_TRUE(reading.power_w);
  EXPECT_TRUE(reading.temperature_c);
  EXPECT_TRUE(reading.energy_j);
  EXPECT_EQ(reading.clock_events, 0u);
  EXPECT_TRUE(
      reading.event_time[static_cast<std::size_t>(ClockEvent::software_power_cap)].has_value());
  EXPECT_GT(reading.cpu_elsewhere, Seconds(0));
}

TEST(NvmlGauge, ReadsThePowerCapAsItComes) {
  const Replay replay(recorded("power_capped.json"));
  NvmlGauge gauge = replay.gauge();
  EXPECT_EQ(gauge.read().clock_events, 0u);
  replay.fake.stand_at(0.6);
  const Reading capped = gauge.read();
  EXPECT_EQ(capped.clock_hz, 1.59e9);
  EXPECT_NEAR(*capped.power_w, 701.5, 1e-6);
  EXPECT_EQ(capped.clock_events, bit(ClockEvent::software_power_cap));
  constexpr auto kCap = static_cast<std::size_t>(ClockEvent::software_power_cap);
  EXPECT_NEAR(capped.event_time[kCap]->count(), 0.35, 1e-6);
}

TEST(NvmlGauge, EnergyRisesWithPower) {
  const Replay replay(recorded("power_capped.json"));
  NvmlGauge gauge = replay.gauge();
  const double before = *gauge.read().energy_j;
  replay.fake.stand_at(0.25);
  EXPECT_NEAR(*gauge.read().energy_j - before, 640 * 0.25, 0.01);
}

TEST(NvmlGauge, ReadsSeveralThermalReasonsAtOnce) {
  const Replay replay(recorded("thermal_slowdown.json"));
  NvmlGauge gauge = replay.gauge();
  replay.fake.stand_at(0.7);
  EXPECT_EQ(gauge.read().clock_events, bit(ClockEvent::hardware_slowdown) |
                                           bit(ClockEvent::software_thermal_slowdown) |
                                           bit(ClockEvent::hardware_thermal_slowdown));
}

TEST(NvmlGauge, CountsErrors) {
  const Replay replay(recorded("ecc_storm.json"));
  NvmlGauge gauge = replay.gauge();
  const ErrorCounts before = gauge.error_totals();
  replay.fake.stand_at(1.5);
  const ErrorCounts after = gauge.error_totals();
  EXPECT_EQ(*after.ecc_corrected - *before.ecc_corrected, 6300u);
  EXPECT_EQ(*after.ecc_uncorrected - *before.ecc_uncorrected, 1u);
  EXPECT_EQ(*after.rows_remapped - *before.rows_remapped, 1u);
  EXPECT_EQ(*after.pcie_replays - *before.pcie_replays, 3u);
  EXPECT_TRUE(after.nvlink_errors);
}

TEST(NvmlGauge, ALostDeviceIsAnErrorAndNotAReadingOfNothing) {
  const Replay replay(recorded("lost_mid_run.json"));
  NvmlGauge gauge = replay.gauge();
  EXPECT_TRUE(gauge.read().clock_hz);
  replay.fake.stand_at(1.1);
  EXPECT_THROW(gauge.read(), Error);
  EXPECT_THROW(gauge.error_totals(), Error);
}

TEST(NvmlGauge, WhatADriverDoesNotTellIsAbsent) {
  const Replay replay(recorded("old_driver.json"));
  const Reading reading = replay.gauge().read();
  EXPECT_TRUE(reading.clock_hz);
  EXPECT_FALSE(reading.energy_j);
}

TEST(NvmlWatch, APowerCappedCase) {
  const Replay replay(recorded("power_capped.json"));
  Watch watch = replay.watch();
  watch.begin_case();
  const SampleInterval first = sample_at(replay, 0.1);
  const SampleInterval second = sample_at(replay, 0.8);
  const Telemetry made = watch.telemetry(std::vector{first, second});
  EXPECT_EQ(made.unavailable, "");
  ASSERT_TRUE(made.samples);
  EXPECT_EQ(made.samples->clock_events.at(1), bit(ClockEvent::software_power_cap));
  EXPECT_NEAR(made.samples->power_w.at(1), 699, 60);
  ASSERT_TRUE(made.clock_events);
  EXPECT_EQ(made.clock_events->at(0).reason, ClockEvent::software_power_cap);
  EXPECT_TRUE(made.errors);
}

TEST(NvmlWatch, AnEccStorm) {
  const Replay replay(recorded("ecc_storm.json"));
  Watch watch = replay.watch();
  watch.begin_case();
  const SampleInterval only = sample_at(replay, 1.5);
  const Telemetry made = watch.telemetry(std::vector{only});
  ASSERT_TRUE(made.errors);
  EXPECT_EQ(made.errors->ecc_corrected, 6300u);
  EXPECT_EQ(made.errors->ecc_uncorrected, 1u);
  EXPECT_EQ(made.errors->nvlink_errors, 0u);
}

TEST(NvmlWatch, AGpuLostMidRun) {
  const Replay replay(recorded("lost_mid_run.json"));
  Watch watch = replay.watch();
  watch.begin_case();
  const SampleInterval only = sample_at(replay, 0.5);
  replay.fake.stand_at(1.1);
  const Telemetry made = watch.telemetry(std::vector{only});
  EXPECT_THAT(made.unavailable, HasSubstr("lost"));
  EXPECT_TRUE(made.power_w);
  EXPECT_FALSE(made.errors);
}

TEST(NvmlWatch, ALibraryThatIsNotThere) {
  Watch watch = watch_gpu(probe::Nvml({.library = "libnvidia-ml-of-nobody.so.1"}), kUuid, "");
  watch.begin_case();
  EXPECT_THAT(watch.telemetry({}).unavailable, HasSubstr("libnvidia-ml-of-nobody.so.1"));
}

TEST(NvmlWatch, AGpuThatNvmlDoesNotKnow) {
  const Replay replay(recorded("healthy_h100.json"));
  Watch watch = watch_gpu(replay.nvml(), "GPU-of-nobody", "0000:ff:00.0");
  EXPECT_THAT(watch.telemetry({}).unavailable, HasSubstr("GPU-of-nobody"));
}

// The last, for the call never returns.
TEST(NvmlWatchZ, AHungCall) {
  const Replay replay(hung_while_reading());
  SamplerOptions options = Replay::kOptions;
  options.patience = Seconds(0.1);
  Watch watch = watch_gpu(replay.nvml(Seconds(0.3)), kUuid, "", options);
  watch.begin_case();
  const SampleInterval only = sample_at(replay, 0.2);
  replay.fake.stand_at(0.6);
  std::string why;
  // First by the patience of the watch, then by the library's own deadline.
  for (const char* expected : {"has not answered", "did not return within 0.3 s"}) {
    const auto until = Clock::now() + std::chrono::seconds(30);
    do {
      why = watch.telemetry(std::vector{only}).unavailable;
    } while (why.find(expected) == std::string::npos && Clock::now() < until);
    EXPECT_THAT(why, HasSubstr(expected));
  }
  EXPECT_TRUE(watch.telemetry(std::vector{only}).power_w);
}

}  // namespace
}  // namespace assay::measure
