// Readings by NVML, all values of one in a single change of threads.
#include "harness/measure/telemetry/nvml_gauge.hpp"

#include <fmt/format.h>
#include <time.h>

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "kernels/error.hpp"

namespace assay::measure {
namespace {

using probe::NvmlDevice;
using probe::NvmlStatus;

Seconds processor_time() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return Seconds(static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec));
}

/// What the library's thread found out.
template <typename Result>
struct Answer {
  Result result{};
  bool any = false;    ///< value was had
  std::string lost;    ///< not empty: the device does not answer any more
  std::string absent;  ///< why the last value that was not had is absent
  Seconds cpu_before{}, cpu_after{};
};

/// Takes values of one device and notices where it is gone.
template <typename Result>
class Taker {
 public:
  Taker(const NvmlDevice& device, Answer<Result>& answer) : device_(device), answer_(answer) {}

  template <typename Value>
  std::optional<Value> operator()(std::optional<Value> value) {
    if (value) {
      answer_.any = true;
      return value;
    }
    answer_.absent = to_string(device_.last_failure());
    const NvmlStatus status = device_.last_failure().status;
    if (status == NvmlStatus::gpu_lost || status == NvmlStatus::hung) {
      answer_.lost = answer_.absent;
    }
    return value;
  }

 private:
  const NvmlDevice& device_;
  Answer<Result>& answer_;
};

Reading read_values(const NvmlDevice& device, Taker<Reading>& take) {
  Reading reading{.clock_hz = take(device.sm_clock_hz()),
                  .memory_clock_hz = take(device.memory_clock_hz()),
                  .power_w = take(device.power_w()),
                  .temperature_c = take(device.temperature_c()),
                  .energy_j = take(device.total_energy_j()),
                  .clock_events = take(device.clock_event_bits())};
  // NVML's bits are in the order of ClockEvent, from bit 0.
  static_assert(probe::nvml_api::kReasonIdle == 1U << static_cast<unsigned>(ClockEvent::idle));
  static_assert(probe::nvml_api::kReasonSoftwarePowerCap ==
                1U << static_cast<unsigned>(ClockEvent::software_power_cap));
  static_assert(probe::nvml_api::kReasonDisplayClocks ==
                1U << static_cast<unsigned>(ClockEvent::display_clocks));
  for (const probe::NvmlClockEventTime& time : device.clock_event_times()) {
    const auto event = static_cast<std::size_t>(std::countr_zero(time.reason));
    if (event < kClockEvents) reading.event_time[event] = time.total;
  }
  return reading;
}

ErrorCounts read_totals(const NvmlDevice& device, Taker<ErrorCounts>& take) {
  ErrorCounts totals{.ecc_corrected = take(device.ecc_corrected()),
                     .ecc_uncorrected = take(device.ecc_uncorrected()),
                     .pcie_replays = take(device.pcie_replays()),
                     .nvlink_errors = take(device.nvlink_errors())};
  if (const auto rows = take(device.remapped_rows())) {
    totals.rows_remapped = std::uint64_t{rows->corrected} + rows->uncorrected;
  }
  return totals;
}

}  // namespace

NvmlGauge::NvmlGauge(probe::Nvml nvml, NvmlDevice device)
    : nvml_(std::move(nvml)), device_(std::move(device)) {}

template <typename Result, typename Read>
Result NvmlGauge::ask(Read values) {
  auto answer = nvml_.together<Answer<Result>>([device = device_, values] {
    Answer<Result> made;
    made.cpu_before = processor_time();
    Taker<Result> take(device, made);
    made.result = values(device, take);
    made.cpu_after = processor_time();
    return made;
  });
  if (!answer) throw Error(ErrorKind::unavailable, nvml_.reason());
  if (!answer->lost.empty()) throw Error(ErrorKind::unavailable, answer->lost);
  if constexpr (std::is_same_v<Result, Reading>) {
    if (!answer->any) throw Error(ErrorKind::unavailable, answer->absent);
    // From one call of ours to the next, so that waking up is in it.
    const Seconds since = cpu_seen_ > Seconds(0) ? cpu_seen_ : answer->cpu_before;
    answer->result.cpu_elsewhere = answer->cpu_after - since;
  }
  cpu_seen_ = answer->cpu_after;
  return std::move(answer->result);
}

Reading NvmlGauge::read() {
  return ask<Reading>(read_values);
}

ErrorCounts NvmlGauge::error_totals() {
  return ask<ErrorCounts>(read_totals);
}

Watch watch_gpu(const probe::Nvml& nvml, const std::string& uuid, const std::string& pci_bus_id,
                SamplerOptions options) {
  if (!nvml.usable()) return Watch(nvml.reason());
  const auto device = nvml.find(uuid, pci_bus_id);
  if (!device) {
    return Watch(fmt::format("NVML does not know GPU {} at {}: {}", uuid, pci_bus_id,
                             to_string(nvml.last_failure())));
  }
  return Watch(std::make_unique<NvmlGauge>(nvml, *device), options);
}

}  // namespace assay::measure
