// The model of performance.hpp, case by case.
#include "harness/simulate/performance.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace assay::simulate {
namespace {

using catalogue::Bound;
using catalogue::Metric;

constexpr double kArithmeticPowerShare = 0.8, kMemoryPowerShare = 0.7, kOtherPowerShare = 0.3;
constexpr double kFullClock = 0.97;

bool is_instruction_rate(const Metric& metric) {
  return std::string_view(metric.name).ends_with("/rate");
}

}  // namespace

catalogue::Metric metric_of(const plan::Case& planned) {
  const Kernel& kernel = planned.kernel->description();
  return catalogue::metric_of(kernel.name, kernel.quantity, planned.parameters);
}

Device::Device(const catalogue::Catalogue& catalogue, const Options& options)
    : options_(options), kin_(catalogue, catalogue.at(options.simulation.part, "--simulate")) {
  require_possible(catalogue, options.simulation);
}

std::optional<double> Device::multiprocessors() const {
  const auto all = kin_.multiprocessors();
  if (options_.mig) return options_.mig->multiprocessors;
  if (!all) return std::nullopt;
  return *all - options_.simulation.disabled_multiprocessors;
}

std::optional<double> Device::capacity_bytes() const {
  std::optional<double> whole = kin_.part().value("memory.reported");
  if (!whole) {
    const auto size = kin_.part().value("memory.size");
    const auto reported = kin_.ratio("memory.reported", "memory.size");
    if (!size || !reported) return std::nullopt;
    whole = *size * *reported;
  }
  return std::floor(*whole * (options_.mig ? options_.mig->memory_fraction : 1));
}

std::optional<double> Device::power_limit_w() const {
  for (const char* path : {"power.default_limit", "power.board", "power.vendor_target"}) {
    if (const auto limit = kin_.part().value(path)) return limit;
  }
  return std::nullopt;
}

// Scales the clock as the options say, and tells the power that goes with it.
void Device::limit_power(Performance& performance, double share, double healthy_clock_hz) const {
  const double ratio = options_.simulation.clock_ratio;
  const bool limited_when_healthy = performance.power_limited;
  performance.clock_hz = healthy_clock_hz * ratio;
  performance.power_limited = limited_when_healthy && ratio >= 1;
  const auto limit = power_limit_w();
  if (!limit) return;
  double power = *limit * (limited_when_healthy ? 1 : share) * ratio * ratio * ratio;
  if (const auto cap = options_.simulation.power_cap_w; cap && *cap < power) {
    *performance.clock_hz *= std::cbrt(*cap / power);
    performance.power_limited = true;
    power = *cap;
  }
  performance.power_w = std::min(power, *limit);
}

std::optional<double> Device::healthy_rate(const Metric& metric) const {
  if (!is_instruction_rate(metric)) return kin_.typical(metric);
  if (!kin_.part().value("sm_count")) return std::nullopt;
  return kin_.ideal_rate(metric);
}

Performance Device::arithmetic(const Metric& metric, double healthy) const {
  Performance made{.value = healthy, .clock_hz = {}, .power_w = {}};
  const auto count = kin_.multiprocessors(), units = kin_.per_sm_clock(metric),
             ideal = kin_.ideal_rate(metric);
  if (count) made.value *= *multiprocessors() / *count;
  if (!count || !units || !ideal) return made;
  double clock = *ideal / (*count * *units);
  if (!is_instruction_rate(metric)) {
    const double held_down = healthy / (*ideal * kin_.best_efficiency(metric));
    made.power_limited = held_down < kFullClock;
    if (made.power_limited) clock *= held_down;
  }
  limit_power(made, kArithmeticPowerShare, clock);
  made.value *= *made.clock_hz / clock;
  return made;
}

// What is no arithmetic; empty where nothing tells.
std::optional<double> Device::quantity(const Metric& metric) const {
  const double fraction = options_.mig ? options_.mig->memory_fraction : 1;
  const auto scaled = [&](std::optional<double> whole) -> std::optional<double> {
    if (!whole) return std::nullopt;
    return *whole * fraction;
  };
  switch (catalogue::find_metric(metric.name)->bound) {
    case Bound::memory:
      return scaled(kin_.typical(metric));
    case Bound::cache:
      return scaled(kin_.part().value("memory.l2"));
    case Bound::capacity:
      return capacity_bytes();
    case Bound::count:
      return kin_.part().value("sm_count") ? multiprocessors() : std::nullopt;
    default:
      return kin_.typical(metric);
  }
}

std::optional<Performance> Device::performance(const Metric& metric) const {
  const auto* info = catalogue::find_metric(metric.name);
  if (!info) return std::nullopt;
  if (info->bound == Bound::tensor || info->bound == Bound::vector) {
    const auto& lacks = kin_.part().unsupported;
    if (std::find(lacks.begin(), lacks.end(), type_of(metric)) != lacks.end()) return std::nullopt;
    const auto healthy = healthy_rate(metric);
    if (!healthy) return std::nullopt;
    return arithmetic(metric, *healthy);
  }
  const auto value = quantity(metric);
  if (!value) return std::nullopt;
  Performance made{.value = *value, .clock_hz = {}, .power_w = {}};
  const double share = info->bound == Bound::memory ? kMemoryPowerShare : kOtherPowerShare;
  if (const auto clock = kin_.clock_hz()) limit_power(made, share, *clock);
  return made;
}

}  // namespace assay::simulate
