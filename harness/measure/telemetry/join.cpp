// Readings joined to samples.
#include "harness/measure/telemetry/join.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "harness/measure/telemetry/counter.hpp"
#include "harness/measure/telemetry/moving.hpp"
#include "harness/measure/telemetry/timeline.hpp"
#include "harness/measure/telemetry/weighted.hpp"

namespace assay::measure {
namespace {

constexpr Seconds kReach{0.05};
constexpr std::uint64_t kKnownEvents = (std::uint64_t{1} << kClockEvents) - 1;

using Value = std::optional<double> Reading::*;
using Samples = std::span<const SampleInterval>;

/// Empty where no sample has a value.
std::vector<double> column(const Timeline& timeline, Samples samples, Value value) {
  std::vector<double> made;
  made.reserve(samples.size());
  bool any = false;
  for (const SampleInterval& sample : samples) {
    WeightedMean mean;
    timeline.for_each_part(sample, [&](const Timeline::Part& part) {
      const auto& read = timeline.readings()[part.reading].*value;
      if (read) mean.add(*read, part.weight);
    });
    any = any || mean.value();
    made.push_back(mean.value().value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  if (!any) made.clear();
  return made;
}

std::vector<std::uint64_t> event_column(const Timeline& timeline, Samples samples) {
  std::vector<std::uint64_t> made;
  made.reserve(samples.size());
  bool any = false;
  for (const SampleInterval& sample : samples) {
    std::uint64_t bits = 0;
    timeline.for_each_part(sample, [&](const Timeline::Part& part) {
      const auto& read = timeline.readings()[part.reading].clock_events;
      any = any || read;
      bits |= read.value_or(0) & kKnownEvents;
    });
    made.push_back(bits);
  }
  if (!any) made.clear();
  return made;
}

std::optional<SampleTelemetry> columns(const Timeline& timeline, Samples samples, Seconds period) {
  SampleTelemetry made{
      .clock_hz = column(timeline, samples, &Reading::clock_hz),
      .memory_clock_hz = column(timeline, samples, &Reading::memory_clock_hz),
      .power_w = column(timeline, samples, &Reading::power_w),
      .temperature_c = column(timeline, samples, &Reading::temperature_c),
      .clock_events = event_column(timeline, samples),
      .moving = moving(timeline, samples, period),
  };
  if (made.clock_hz.empty() && made.memory_clock_hz.empty() && made.power_w.empty() &&
      made.temperature_c.empty() && made.clock_events.empty()) {
    return std::nullopt;
  }
  return made;
}

/// How much of the sampled time each reading speaks for, in seconds.
std::vector<double> weights(const Timeline& timeline, Samples samples) {
  std::vector<double> made(timeline.readings().size());
  for (const SampleInterval& sample : samples) {
    timeline.for_each_part(sample,
                           [&](const Timeline::Part& part) { made[part.reading] += part.weight; });
  }
  return made;
}

void summarise(Telemetry& telemetry, std::span<const Reading> readings,
               std::span<const double> weights) {
  WeightedMedian clock, memory_clock;
  WeightedMean power;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const Reading& reading = readings[i];
    if (weights[i] <= 0) continue;
    if (reading.clock_hz) clock.add(*reading.clock_hz, weights[i]);
    if (reading.memory_clock_hz) memory_clock.add(*reading.memory_clock_hz, weights[i]);
    if (reading.power_w) power.add(*reading.power_w, weights[i]);
    if (!reading.temperature_c) continue;
    telemetry.temperature_c =
        std::max(*reading.temperature_c, telemetry.temperature_c.value_or(*reading.temperature_c));
  }
  telemetry.driver_clock_hz = clock.value();
  telemetry.memory_clock_hz = memory_clock.value();
  telemetry.power_w = power.value();
}

/// Of the time that bits were read for; empty where none were.
std::optional<double> share_of(std::size_t event, std::span<const Reading> readings,
                               std::span<const double> weights) {
  WeightedMean active;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    if (!readings[i].clock_events) continue;
    active.add((*readings[i].clock_events >> event & 1) != 0 ? 1 : 0, weights[i]);
  }
  return active.value();
}

template <typename Get>
std::vector<CounterReading> counter(std::span<const Reading> readings, Get get) {
  std::vector<CounterReading> made;
  made.reserve(readings.size());
  for (const Reading& reading : readings) {
    const std::optional<double> value = get(reading);
    const bool later = made.empty() || made.back().time < reading.time;
    if (value && later) made.push_back({.time = reading.time, .value = *value});
  }
  return made;
}

std::optional<std::vector<ClockEventShare>> clock_events(std::span<const Reading> all,
                                                         std::span<const Reading> joined,
                                                         std::span<const double> weights,
                                                         Samples samples) {
  Seconds sampled{};
  for (const SampleInterval& sample : samples) sampled += sample.end - sample.begin;
  std::vector<ClockEventShare> made;
  bool watched = false;
  for (std::size_t event = 0; event < kClockEvents; ++event) {
    const auto seen = share_of(event, joined, weights);
    const auto counted = rise(counter(all,
                                      [event](const Reading& reading) -> std::optional<double> {
                                        const auto& time = reading.event_time[event];
                                        if (!time) return std::nullopt;
                                        return time->count();
                                      }),
                              samples);
    watched = watched || seen;
    ClockEventShare one{.reason = static_cast<ClockEvent>(event),
                        .share = std::min(seen.value_or(0), 1.0)};
    if (counted && *counted > 0 && sampled.count() > 0) {
      one.duration = std::min(Seconds(*counted), sampled);
      one.share = std::max(one.share, *one.duration / sampled);
    } else {
      one.duration = one.share * sampled;
    }
    if (one.share > 0) made.push_back(one);
  }
  if (!watched && made.empty()) return std::nullopt;
  return made;
}

std::optional<double> energy(std::span<const Reading> readings, Samples samples) {
  const auto risen = stepping_rise(
      counter(readings, [](const Reading& reading) { return reading.energy_j; }), samples);
  if (!risen || *risen <= 0) return std::nullopt;
  return risen;
}

std::optional<ErrorCounts> errors(const Watched& watched) {
  if (!watched.errors_before || !watched.errors_after) return std::nullopt;
  ErrorCounts deltas;
  bool any = false;
  for (const auto count :
       {&ErrorCounts::ecc_corrected, &ErrorCounts::ecc_uncorrected, &ErrorCounts::rows_remapped,
        &ErrorCounts::pcie_replays, &ErrorCounts::nvlink_errors}) {
    const auto& before = *watched.errors_before.*count;
    const auto& after = *watched.errors_after.*count;
    if (!before || !after || *after < *before) continue;
    deltas.*count = *after - *before;
    any = true;
  }
  if (!any) return std::nullopt;
  return deltas;
}

std::string unknown_events(std::span<const Reading> readings) {
  std::uint64_t bits = 0;
  for (const Reading& reading : readings) bits |= reading.clock_events.value_or(0) & ~kKnownEvents;
  if (bits == 0) return {};
  return fmt::format("the driver gave clock event bits {:#x}, which have no name here", bits);
}

std::string with(std::string text, const std::string& more) {
  if (text.empty() || more.empty()) return text + more;
  return std::move(text) + "; " + more;
}

}  // namespace

Telemetry join(const Watched& watched, Samples samples) {
  const Readings& all = watched.readings;
  const Timeline timeline(all.list, samples, std::max(kReach, all.period));
  const std::vector<double> weight = weights(timeline, samples);

  Telemetry telemetry;
  summarise(telemetry, timeline.readings(), weight);
  telemetry.energy_j = energy(all.list, samples);
  telemetry.clock_events = clock_events(all.list, timeline.readings(), weight, samples);
  telemetry.errors = errors(watched);
  telemetry.samples = columns(timeline, samples, all.period);
  telemetry.unavailable = with(all.incomplete, unknown_events(timeline.readings()));
  if (telemetry.unavailable.empty() && !telemetry.samples && !samples.empty()) {
    telemetry.unavailable = "nothing was read near the samples";
  }
  return telemetry;
}

}  // namespace assay::measure
