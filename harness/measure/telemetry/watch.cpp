// The sampler, case by case.
#include "harness/measure/telemetry/watch.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>

#include "harness/measure/telemetry/join.hpp"
#include "harness/measure/telemetry/steady_state.hpp"

namespace assay::measure {

Watch::Watch(std::unique_ptr<Gauge> gauge, SamplerOptions options) {
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

Telemetry Watch::telemetry(std::span<const SampleInterval> intervals) {
  if (!sampler_) return {.unavailable = unavailable_};
  const auto errors_after = sampler_->mark();
  return join({.readings = sampler_->readings(),
               .errors_before = errors_before_,
               .errors_after = errors_after},
              intervals);
}

}  // namespace assay::measure
