// The sampler, case by case.
#include "harness/measure/telemetry/watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "harness/measure/telemetry/join.hpp"
#include "harness/measure/telemetry/steady_state.hpp"

namespace assay::measure {

namespace {

/// Reasons that go away as a device cools and rests; the others are settings, or that it is idle.
constexpr std::uint64_t kHoldsTheClockDown = [] {
  std::uint64_t bits = 0;
  for (const ClockEvent event :
       {ClockEvent::software_power_cap, ClockEvent::hardware_slowdown,
        ClockEvent::software_thermal_slowdown, ClockEvent::hardware_thermal_slowdown,
        ClockEvent::hardware_power_brake}) {
    bits |= std::uint64_t{1} << static_cast<unsigned>(event);
  }
  return bits;
}();

}  // namespace

Watch::Watch(std::unique_ptr<Gauge> gauge, SamplerOptions options, Cooling cooling)
    : cooling_(cooling) {
  try {
    sampler_ = std::make_unique<Sampler>(std::move(gauge), options);
  } catch (const std::system_error& failure) {
    unavailable_ = fmt::format("no thread to read the gauge with: {}", failure.what());
  }
}

void Watch::begin_case() {
  at_work_since_.reset();
  if (!sampler_) return;
  sampler_->forget();
  errors_before_ = sampler_->mark();
}

std::optional<bool> Watch::is_level() {
  if (!sampler_) return std::nullopt;
  if (!at_work_since_) at_work_since_ = std::chrono::steady_clock::now();
  const SteadyState steady;
  std::vector<Reading> recent = sampler_->recent(steady.window, steady.readings);
  if (!steady.is_level(recent)) return std::nullopt;
  std::erase_if(recent, [this](const Reading& reading) { return reading.time < *at_work_since_; });
  return steady.is_level(recent).value_or(false);
}

/// Empty where the gauge says neither power nor events. An idle clock tells nothing: it may be at
/// its highest or at its lowest. What was read before `since` was of a device at work.
std::optional<bool> Watch::is_cool(std::chrono::steady_clock::time_point since) const {
  if (!sampler_) return std::nullopt;
  const SteadyState rest;
  std::vector<Reading> recent = sampler_->recent(rest.window, rest.readings);
  const auto tells = [](const Reading& r) { return r.power_w || r.clock_events; };
  if (std::none_of(recent.begin(), recent.end(), tells)) return std::nullopt;
  std::erase_if(recent, [since](const Reading& reading) { return reading.time < since; });
  for (Reading& reading : recent) {
    if ((reading.clock_events.value_or(0) & kHoldsTheClockDown) != 0) return false;
    // One value for SteadyState to look at, which needs it to tell how long it has watched.
    reading.clock_hz = 1;
  }
  return rest.is_level(recent).value_or(false);
}

void Watch::cool_down() {
  constexpr std::chrono::milliseconds kBetweenLooks{10};
  const auto begin = std::chrono::steady_clock::now();
  for (;;) {
    const std::optional<bool> cool = is_cool(begin);
    const Seconds waited = std::chrono::steady_clock::now() - begin;
    if (cool.value_or(false) || waited >= (cool ? cooling_.at_most : cooling_.blind)) return;
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

Telemetry Watch::telemetry(std::span<const SampleInterval> intervals) {
  if (!sampler_) return {.unavailable = unavailable_};
  const auto errors_after = sampler_->mark();
  return join({.readings = sampler_->readings(),
               .errors_before = errors_before_,
               .errors_after = errors_after},
              intervals);
}

}  // namespace assay::measure
