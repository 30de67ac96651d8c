// Metrics are found by name; everything else is appended.
#include "harness/archive/collection.hpp"

namespace assay::archive {
namespace {

float or_nan(const std::optional<double>& value) {
  return value ? static_cast<float>(*value) : std::numeric_limits<float>::quiet_NaN();
}

}  // namespace

void Collection::add(const Entry& entry) {
  const auto run = static_cast<std::uint32_t>(runs_.size());
  const auto first = static_cast<std::uint32_t>(devices_.size());
  runs_.push_back(entry.run);
  for (const auto& device : entry.devices) devices_.push_back({.device = device, .run = run});
  for (const auto& one : entry.observations) {
    rows_.push_back({.device = first + one.device,
                     .peer = one.peer ? first + *one.peer : Row::kNone,
                     .metric = metric_index(one),
                     .clock_hz = or_nan(one.clock_hz),
                     .temperature_c = or_nan(one.temperature_c),
                     .power_w = or_nan(one.power_w),
                     .value = one.value});
  }
}

std::uint32_t Collection::metric_index(const Observation& observation) {
  const auto [found, is_new] =
      metric_by_name_.try_emplace(observation.metric, static_cast<std::uint32_t>(metrics_.size()));
  if (is_new) {
    metrics_.push_back({.name = observation.metric,
                        .unit = observation.unit,
                        .higher_is_better = observation.higher_is_better});
  }
  return found->second;
}

}  // namespace assay::archive
