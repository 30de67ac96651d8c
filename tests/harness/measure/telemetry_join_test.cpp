// Does each sample get what was read beside it, and the case what its samples say?
#include "harness/measure/telemetry/join.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/harness/measure/telemetry_curves.hpp"

namespace assay::measure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t bit(ClockEvent event) {
  return std::uint64_t{1} << static_cast<int>(event);
}

Watched watched(std::vector<Reading> list) {
  return {.readings = {.list = std::move(list), .period = Seconds(0.01)},
          .errors_before = {},
          .errors_after = {}};
}

TEST(Join, ASampleHasTheNearestReading) {
  const auto read = readings(0, 0.1, 0.01, [](double now, Reading& reading) {
    reading.clock_hz = 1e9 + now * 1e9;
    reading.temperature_c = 40 + 100 * now;
  });
  const std::vector<SampleInterval> taken{sample(0.018, 0.019), sample(0.021, 0.022),
                                          sample(0.0481, 0.0482), sample(0.052, 0.053)};
  const Telemetry made = join(watched(read), taken);
  ASSERT_TRUE(made.samples);
  EXPECT_THAT(made.samples->clock_hz, ElementsAre(1.02e9, 1.02e9, 1.05e9, 1.05e9));
  EXPECT_THAT(made.samples->temperature_c, ElementsAre(42, 42, 45, 45));
  EXPECT_THAT(made.samples->power_w, IsEmpty());
  EXPECT_THAT(made.samples->clock_events, IsEmpty());
  EXPECT_EQ(made.temperature_c, 45);
  EXPECT_EQ(made.unavailable, "");
}

TEST(Join, ASampleOverSeveralReadingsIsWeightedByTime) {
  const std::vector<Reading> read{{.time = at(0.00), .power_w = 100},
                                  {.time = at(0.02), .power_w = 200},
                                  {.time = at(0.06), .power_w = 400}};
  // Cells end at 0.01 and at 0.04.
  const Telemetry made = join(watched(read), std::vector{sample(0, 0.05)});
  EXPECT_NEAR(made.samples->power_w.at(0), (100 * 0.01 + 200 * 0.03 + 200 * 0.01) / 0.05, 1e-9);
  EXPECT_NEAR(*made.power_w, made.samples->power_w[0], 1e-9);
}

TEST(Join, WhatIsOutOfReachIsNotANumber) {
  const std::vector<Reading> read{{.time = at(0), .clock_hz = 1e9}};
  const std::vector<SampleInterval> taken{sample(0.01, 0.02), sample(0.051, 0.06)};
  const Telemetry made = join(watched(read), taken);
  EXPECT_EQ(made.samples->clock_hz[0], 1e9);
  EXPECT_TRUE(std::isnan(made.samples->clock_hz[1]));
  EXPECT_EQ(made.driver_clock_hz, 1e9);
}

TEST(Join, AReadingReachesAsFarAsThePeriodWhereThatIsLong) {
  Watched seen = watched({{.time = at(0), .clock_hz = 1e9}});
  seen.readings.period = Seconds(0.2);
  EXPECT_EQ(join(seen, std::vector{sample(0.15, 0.16)}).samples->clock_hz[0], 1e9);
}

TEST(Join, ReadingsOfTheIdleDeviceBeforeAndAfterAreLeftOut) {
  const auto read = readings(0, 1, 0.01, [](double now, Reading& reading) {
    const bool busy = now > 0.302 && now < 0.698;
    reading.power_w = busy ? 500 : 80;
    reading.clock_hz = busy ? 1.7e9 : 0.3e9;
    reading.clock_events = busy ? 0 : bit(ClockEvent::idle);
  });
  const Telemetry made = join(watched(read), samples(0.302, 40, 0.0099));
  EXPECT_DOUBLE_EQ(*made.power_w, 500);
  EXPECT_EQ(made.driver_clock_hz, 1.7e9);
  EXPECT_THAT(*made.clock_events, IsEmpty());
  EXPECT_THAT(made.samples->moving, testing::Each(false));
}

TEST(Join, ACaseBetweenTwoReadingsHasTheNearer) {
  const std::vector<Reading> read{{.time = at(0), .power_w = 100},
                                  {.time = at(0.03), .power_w = 200}};
  EXPECT_EQ(join(watched(read), std::vector{sample(0.02, 0.021)}).power_w, 200);
}

TEST(Join, ASampleWithoutLengthHasItsReadingAndNothingElse) {
  const std::vector<Reading> read{{.time = at(0), .power_w = 100, .clock_events = 4},
                                  {.time = at(0.02), .power_w = 200, .clock_events = 8}};
  const Telemetry made = join(watched(read), std::vector{sample(0.01, 0.01)});
  EXPECT_THAT(made.samples->power_w, ElementsAre(200));
  EXPECT_THAT(made.samples->clock_events, ElementsAre(8));
}

TEST(Join, EventsHaveTheirShareOfTheSampledTimeAlone) {
  // Power cap in the second half of the watch, samples in two blocks: 0.2 s before, 0.6 s within.
  const auto read = readings(0, 2, 0.01, [](double now, Reading& reading) {
    reading.clock_events = now > 0.995 ? bit(ClockEvent::software_power_cap) : 0;
  });
  auto taken = samples(0.5, 20, 0.01);
  for (const auto& one : samples(1.2, 60, 0.01)) taken.push_back(one);
  const Telemetry made = join(watched(read), taken);
  ASSERT_EQ(made.clock_events->size(), 1u);
  const ClockEventShare& share = made.clock_events->front();
  EXPECT_EQ(share.reason, ClockEvent::software_power_cap);
  EXPECT_NEAR(share.share, 0.75, 1e-9);
  EXPECT_NEAR(share.duration->count(), 0.6, 1e-9);
  EXPECT_EQ(made.samples->clock_events.front(), 0u);
  EXPECT_EQ(made.samples->clock_events.back(), bit(ClockEvent::software_power_cap));
}

TEST(Join, EveryBitHasItsName) {
  for (std::size_t i = 0; i < kClockEvents; ++i) {
    const std::uint64_t bits = std::uint64_t{1} << i;
    const Telemetry made =
        join(watched({{.time = at(0), .clock_events = bits}}), std::vector{sample(0, 0.01)});
    ASSERT_EQ(made.clock_events->size(), 1u);
    EXPECT_EQ(made.clock_events->front().reason, static_cast<ClockEvent>(i));
    EXPECT_EQ(made.clock_events->front().share, 1);
    EXPECT_THAT(made.samples->clock_events, ElementsAre(bits));
  }
}

TEST(Join, SeveralBitsAtOnceAreSeveralEvents) {
  const std::uint64_t bits =
      bit(ClockEvent::hardware_slowdown) | bit(ClockEvent::hardware_thermal_slowdown) | 0x600;
  const Telemetry made =
      join(watched({{.time = at(0), .clock_events = bits}}), std::vector{sample(0, 0.01)});
  EXPECT_EQ(made.clock_events->size(), 2u);
  EXPECT_THAT(made.samples->clock_events, ElementsAre(bits & 0x1ff));
  EXPECT_THAT(made.unavailable, HasSubstr("0x600"));
}

TEST(Join, TheDriversCountSeesWhatFallsBetweenReadings) {
  constexpr auto kThermal = static_cast<std::size_t>(ClockEvent::hardware_thermal_slowdown);
  constexpr auto kIdle = static_cast<std::size_t>(ClockEvent::idle);
  const auto read = readings(0, 1.2, 0.01, [](double now, Reading& reading) {
    reading.clock_events = 0;
    reading.event_time[kThermal] = Seconds(9 + 0.02 * now);
    reading.event_time[kIdle] = Seconds(77);
  });
  const Telemetry made = join(watched(read), samples(0.1, 100, 0.01));
  ASSERT_EQ(made.clock_events->size(), 1u);
  EXPECT_EQ(made.clock_events->front().reason, ClockEvent::hardware_thermal_slowdown);
  EXPECT_NEAR(made.clock_events->front().share, 0.02, 1e-6);
  EXPECT_NEAR(made.clock_events->front().duration->count(), 0.02, 1e-6);
}

TEST(Join, ADriverThatCountsNothingDoesNotHideWhatWasRead) {
  constexpr auto kCap = static_cast<std::size_t>(ClockEvent::software_power_cap);
  const auto read = readings(0, 1.2, 0.01, [](double, Reading& reading) {
    reading.clock_events = bit(ClockEvent::software_power_cap);
    reading.event_time[kCap] = Seconds(0);
  });
  const Telemetry made = join(watched(read), samples(0.1, 100, 0.01));
  EXPECT_NEAR(made.clock_events->at(0).share, 1, 1e-9);
  EXPECT_NEAR(made.clock_events->at(0).duration->count(), 1, 1e-9);
}

TEST(Join, EnergyOfSamplesBackToBackIsPowerTimesTime) {
  const auto read = readings(0, 1.5, 0.01, [](double now, Reading& reading) {
    reading.power_w = 650;
    reading.energy_j = 1e6 + std::floor(650 * 0.05 * std::floor(now / 0.05 + 1e-9) * 1e3) / 1e3;
  });
  const auto taken = samples(0.3, 111, 0.01);
  const Telemetry made = join(watched(read), taken);
  ASSERT_TRUE(made.energy_j);
  EXPECT_NEAR(*made.energy_j, 650 * 1.11, 0.01);
}

ErrorCounts totals(std::uint64_t value) {
  return {.ecc_corrected = value,
          .ecc_uncorrected = value + 1,
          .rows_remapped = value + 2,
          .pcie_replays = value + 3,
          .nvlink_errors = value + 4};
}

TEST(Join, ErrorsAreDifferences) {
  Watched seen = watched({});
  seen.errors_before = totals(100);
  seen.errors_after = totals(107);
  seen.errors_after->pcie_replays = 102;     // reset in between
  seen.errors_after->rows_remapped.reset();  // not answered any more
  const Telemetry made = join(seen, {});
  ASSERT_TRUE(made.errors);
  EXPECT_EQ(made.errors->ecc_corrected, 7u);
  EXPECT_EQ(made.errors->ecc_uncorrected, 7u);
  EXPECT_EQ(made.errors->nvlink_errors, 7u);
  EXPECT_FALSE(made.errors->pcie_replays);
  EXPECT_FALSE(made.errors->rows_remapped);
}

TEST(Join, ErrorsNeedBothEnds) {
  Watched seen = watched({});
  seen.errors_after = totals(5);
  EXPECT_FALSE(join(seen, {}).errors);
  seen.errors_before = ErrorCounts{};
  EXPECT_FALSE(join(seen, {}).errors);
}

TEST(Join, NothingReadIsNothingSaid) {
  const Telemetry made = join(watched({}), samples(0, 3, 0.01));
  EXPECT_FALSE(made.samples);
  EXPECT_FALSE(made.power_w);
  EXPECT_FALSE(made.driver_clock_hz);
  EXPECT_FALSE(made.clock_events);
  EXPECT_FALSE(made.energy_j);
  EXPECT_EQ(made.unavailable, "nothing was read near the samples");
}

TEST(Join, WhyReadingsAreMissingIsPassedOn) {
  Watched seen = watched({{.time = at(0), .clock_hz = 1e9, .clock_events = 0x8000}});
  seen.readings.incomplete = "the GPU is lost";
  EXPECT_EQ(join(seen, samples(0, 3, 0.01)).unavailable,
            "the GPU is lost; the driver gave clock event bits 0x8000, which have no name here");
}

Reading random_reading(std::mt19937& random, double now) {
  std::uniform_real_distribution<double> value(1, 2);
  const auto maybe = [&] { return random() % 4 != 0; };
  Reading reading{.time = at(now)};
  if (maybe()) reading.clock_hz = value(random);
  if (maybe()) reading.memory_clock_hz = value(random);
  if (maybe()) reading.power_w = value(random);
  if (maybe()) reading.temperature_c = value(random);
  if (maybe()) reading.energy_j = random() % 50 == 0 ? 0 : now;
  if (maybe()) reading.clock_events = random() & 0xfff;
  for (auto& time : reading.event_time) {
    if (maybe()) time = Seconds(now * 0.9);
  }
  return reading;
}

void expect_sound(const Telemetry& made, const std::vector<SampleInterval>& taken) {
  Seconds sampled{};
  for (const auto& one : taken) sampled += one.end - one.begin;
  const auto in_range = [](const auto& value) { return !value || (*value >= 1 && *value <= 2); };
  EXPECT_TRUE(in_range(made.power_w) && in_range(made.driver_clock_hz));
  EXPECT_TRUE(in_range(made.memory_clock_hz) && in_range(made.temperature_c));
  for (const auto& event : made.clock_events.value_or(std::vector<ClockEventShare>{})) {
    EXPECT_GT(event.share, 0);
    EXPECT_LE(event.share, 1);
    EXPECT_LE(*event.duration, sampled);
    EXPECT_GE(*event.duration, Seconds(0));
  }
  EXPECT_GT(made.energy_j.value_or(1), 0);
  if (!made.samples) return;
  for (const auto* column : {&made.samples->clock_hz, &made.samples->memory_clock_hz,
                             &made.samples->power_w, &made.samples->temperature_c}) {
    EXPECT_TRUE(column->empty() || column->size() == taken.size());
    for (const double value : *column)
      EXPECT_TRUE(std::isnan(value) || (value > 0.99 && value < 2.01));
  }
  const SampleTelemetry& columns = *made.samples;
  EXPECT_TRUE(columns.clock_events.empty() || columns.clock_events.size() == taken.size());
  EXPECT_EQ(columns.moving.size(), columns.clock_hz.size());
}

TEST(Join, IsSoundForAnyReadingsAndSamples) {
  std::mt19937 random(4);
  for (int trial = 0; trial < 2000; ++trial) {
    std::exponential_distribution<double> apart(1 / 0.02), length(1 / 0.01);
    std::vector<Reading> read;
    double now = 0;
    for (auto count = random() % 60; count > 0; --count) {
      now += apart(random);
      read.push_back(random_reading(random, now));
    }
    std::vector<SampleInterval> taken;
    now = apart(random);
    for (auto count = 1 + random() % 60; count > 0; --count) {
      const double begin = now + (random() % 2 == 0 ? 0 : apart(random));
      now = begin + (random() % 5 == 0 ? 0 : length(random));
      taken.push_back(sample(begin, now));
    }
    expect_sound(join(watched(read), taken), taken);
    if (HasFailure()) FAIL() << "trial " << trial;
  }
}

}  // namespace
}  // namespace assay::measure
