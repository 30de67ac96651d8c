// One case at a time, as a real session.
#include "harness/simulate/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/words.hpp"
#include "harness/plan/glob.hpp"
#include "harness/simulate/noise.hpp"
#include "kernels/error.hpp"

namespace assay::simulate {
namespace {

using measure::ClockEvent;

constexpr Seconds kCountingTime{0.001};  // of a sample that is counted
constexpr double kCountedFlop = 0x1p40;  // of each SM: whole cycles round off a billionth
constexpr double kTemperatureC = 60, kHotC = 90;

bool matches(const std::string& glob, const plan::Case& planned, const std::string& name) {
  return plan::matches(glob, name) || plan::matches(glob, planned.kernel->description().name);
}

constexpr double kSlowShare = 0.5;

// Both ways: a way that is slow is slow for whoever takes it.
bool is_slow(const Simulation& simulation, const plan::Case& planned) {
  const auto& p = planned.parameters;
  if (simulation.slow_pair.size() != 2 || p.pattern != Pattern::pair) return false;
  const auto from = static_cast<std::uint32_t>(planned.device.index),
             to = static_cast<std::uint32_t>(p.peer);
  const auto &one = simulation.slow_pair[0], &other = simulation.slow_pair[1];
  return (from == one && to == other) || (from == other && to == one);
}

class SimulatedSession final : public measure::DeviceSession {
 public:
  SimulatedSession(const Device& device, const Options& options)
      : device_(device), options_(options) {}

  void set_up(const plan::Case& planned) override;
  Seconds time_sample() override;
  double counted() override { return performance_.value; }
  void spoil() override {}
  Mismatch verify() override;
  std::vector<ProcessorWork> processor_work() override;
  std::optional<double> clock_hz() override;
  measure::Telemetry telemetry(std::span<const measure::SampleInterval>) override;

 private:
  std::vector<measure::ClockEventShare> clock_events() const;

  const Device& device_;
  const Options& options_;
  std::string name_;
  Performance performance_;
  Seconds nominal_{}, total_{};
  std::uint64_t samples_ = 0;
  bool wrong_ = false, per_processor_ = false;
};

void SimulatedSession::set_up(const plan::Case& planned) {
  name_ = planned.name();
  const auto found = device_.performance(metric_of(planned));
  if (!found) {
    throw Error(ErrorKind::unavailable,
                fmt::format("{}: nothing published tells what {} does there", name_,
                            options_.simulation.part));
  }
  performance_ = *found;
  if (is_slow(options_.simulation, planned)) performance_.value *= kSlowShare;
  for (const auto& fault : options_.faults) {
    if (matches(fault.cases, planned, name_)) performance_.value *= fault.factor;
  }
  wrong_ = std::any_of(options_.wrong.begin(), options_.wrong.end(),
                       [&](const auto& glob) { return matches(glob, planned, name_); });
  per_processor_ = planned.kernel->description().per_processor;
  nominal_ = nominal_sample(planned, performance_.value);
  total_ = Seconds{};
  samples_ = 0;
}

// The launch before the first check is number zero.
Seconds SimulatedSession::time_sample() {
  const double deviate = options_.simulation.noise * random_deviate(options_.seed, name_, samples_);
  const Seconds sample = nominal_ * time_factor(deviate);
  if (samples_++ > 0) total_ += sample;
  return sample;
}

Mismatch SimulatedSession::verify() {
  if (!wrong_) return {.checked = 1};
  return {.count = 1, .checked = 1, .index = 0, .expected = 1, .actual = 0};
}

// Every SM alike, in cycles that no noise of a clock touches.
std::vector<ProcessorWork> SimulatedSession::processor_work() {
  const auto processors = device_.multiprocessors();
  if (!per_processor_ || !processors || !performance_.clock_hz) return {};
  const double per_clock = performance_.value / (*processors * *performance_.clock_hz);
  std::vector<ProcessorWork> work(static_cast<std::size_t>(*processors));
  for (std::size_t i = 0; i < work.size(); ++i) {
    work[i] = {.cycles = static_cast<std::uint64_t>(std::round(kCountedFlop / per_clock)),
               .flop = static_cast<std::uint64_t>(kCountedFlop),
               .processor = i};
  }
  return work;
}

std::optional<double> SimulatedSession::clock_hz() {
  if (!options_.telemetry) return std::nullopt;
  return performance_.clock_hz;
}

std::vector<measure::ClockEventShare> SimulatedSession::clock_events() const {
  std::vector<measure::ClockEventShare> events;
  const auto always = [&](ClockEvent reason) { events.push_back({.reason = reason, .share = 1}); };
  if (performance_.power_limited) always(ClockEvent::software_power_cap);
  if (options_.thermal) {
    always(ClockEvent::software_thermal_slowdown);
  } else if (options_.simulation.clock_ratio < 1) {
    always(ClockEvent::application_clocks);
  }
  return events;
}

measure::Telemetry SimulatedSession::telemetry(std::span<const measure::SampleInterval>) {
  measure::Telemetry made;
  if (!options_.telemetry) return made;
  made.memory_clock_hz = device_.memory_clock_hz();
  made.power_w = performance_.power_w;
  made.temperature_c = options_.thermal ? kHotC : kTemperatureC;
  if (made.power_w) made.energy_j = *made.power_w * total_.count();
  made.clock_events = clock_events();
  made.errors = measure::ErrorCounts{.ecc_corrected = 0,
                                     .ecc_uncorrected = options_.ecc_uncorrected,
                                     .rows_remapped = 0,
                                     .pcie_replays = 0,
                                     .nvlink_errors = 0};
  return made;
}

}  // namespace

Seconds nominal_sample(const plan::Case& planned, double value) {
  const Quantity quantity = planned.kernel->description().quantity;
  if (is_counted(quantity)) return kCountingTime;
  const bool by_bytes = quantity == Quantity::bandwidth || quantity == Quantity::bus_bandwidth;
  const double amount = by_bytes ? planned.work.bytes : planned.work.flop;
  return Seconds(amount * static_cast<double>(planned.iterations) / value);
}

SimulatedSessions::SimulatedSessions(const catalogue::Catalogue& catalogue, Options options)
    : options_(std::move(options)), device_(catalogue, options_) {}

std::unique_ptr<measure::DeviceSession> SimulatedSessions::open(plan::DeviceId device) {
  const std::uint32_t count = options_.simulation.gpu_count();
  const bool is_gpu = device.kind == plan::DeviceId::Kind::cuda && device.index >= 0;
  if (!is_gpu || static_cast<std::uint32_t>(device.index) >= count) {
    throw Error(ErrorKind::unavailable,
                fmt::format("{} is not simulated, only cuda:0{} is", to_string(device),
                            count == 1 ? "" : fmt::format(" to cuda:{}", count - 1)));
  }
  return std::make_unique<SimulatedSession>(device_, options_);
}

std::unique_ptr<measure::DeviceSession> SimulatedSessions::open_group(const plan::Case& planned) {
  std::unique_ptr<measure::DeviceSession> session;
  for (const plan::DeviceId device : planned.group) session = open(device);
  if (!session) return SessionFactory::open_group(planned);
  return session;
}

}  // namespace assay::simulate
