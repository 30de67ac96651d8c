// What does one GPU do right now: clocks, power, temperature, memory, and what holds it back?
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

#include "tests/nvml/replay.hpp"

using namespace assay::fake_nvml;

namespace {

constexpr const char* kClockNames[] = {"graphics", "sm", "memory", "video"};
constexpr const char* kClockEvents[] = {
    "idle",
    "application_clocks",
    "software_power_cap",
    "hardware_slowdown",
    "sync_boost",
    "software_thermal_slowdown",
    "hardware_thermal_slowdown",
    "hardware_power_brake",
    "display_clocks",
};
constexpr const char* kPolicies[] = {"power",       "thermal",         "sync_boost",
                                     "board_limit", "low_utilisation", "reliability"};

int answer_clock(const Call& call, const std::string& of, unsigned clock, unsigned* megahertz) {
  if (call.status() == kSuccess && clock >= std::size(kClockNames)) return kInvalidArgument;
  return answer(call, of + "/" + kClockNames[clock], megahertz);
}

int answer_events(const Call& call, unsigned long long* events) {
  if (call.status() != kSuccess) return call.status();
  const auto& active = call.value("/clock_events");
  if (active.is_null()) return kNotSupported;
  *events = 0;
  for (const auto& event : active) {
    const auto* found = std::find(std::begin(kClockEvents), std::end(kClockEvents), event);
    *events |= 1ULL << (found - std::begin(kClockEvents));
  }
  return kSuccess;
}

int answer_supported_events(const Call& call, unsigned long long* events) {
  if (call.status() != kSuccess) return call.status();
  if (call.value("/clock_events").is_null()) return kNotSupported;
  *events = (1ULL << std::size(kClockEvents)) - 1;
  return kSuccess;
}

}  // namespace

FAKE_NVML int nvmlDeviceGetClockInfo(const Device* device, unsigned clock, unsigned* megahertz) {
  return answer_clock(Call(__func__, device), "/clock_mhz", clock, megahertz);
}
FAKE_NVML int nvmlDeviceGetMaxClockInfo(const Device* device, unsigned clock, unsigned* megahertz) {
  return answer_clock(Call(__func__, device), "/maximum_clock_mhz", clock, megahertz);
}
FAKE_NVML int nvmlDeviceGetApplicationsClock(const Device* device, unsigned clock,
                                             unsigned* megahertz) {
  return answer_clock(Call(__func__, device), "/application_clock_mhz", clock, megahertz);
}
FAKE_NVML int nvmlDeviceGetDefaultApplicationsClock(const Device* device, unsigned clock,
                                                    unsigned* megahertz) {
  return answer_clock(Call(__func__, device), "/default_application_clock_mhz", clock, megahertz);
}
FAKE_NVML int nvmlDeviceGetMaxCustomerBoostClock(const Device* device, unsigned clock,
                                                 unsigned* megahertz) {
  return answer_clock(Call(__func__, device), "/boost_clock_mhz", clock, megahertz);
}
FAKE_NVML int nvmlDeviceGetClock(const Device* device, unsigned clock, unsigned id,
                                 unsigned* megahertz) {
  constexpr const char* kKeys[] = {"/clock_mhz", "/application_clock_mhz",
                                   "/default_application_clock_mhz", "/boost_clock_mhz"};
  const Call call(__func__, device);
  if (call.status() == kSuccess && id >= std::size(kKeys)) return kInvalidArgument;
  return answer_clock(call, kKeys[id], clock, megahertz);
}
FAKE_NVML int nvmlDeviceGetPerformanceState(const Device* device, unsigned* state) {
  return answer(Call(__func__, device), "/performance_state", state);
}

FAKE_NVML int nvmlDeviceGetCurrentClocksEventReasons(const Device* device,
                                                     unsigned long long* events) {
  return answer_events(Call(__func__, device), events);
}
FAKE_NVML int nvmlDeviceGetCurrentClocksThrottleReasons(const Device* device,
                                                        unsigned long long* events) {
  return answer_events(Call(__func__, device), events);
}
FAKE_NVML int nvmlDeviceGetSupportedClocksEventReasons(const Device* device,
                                                       unsigned long long* events) {
  return answer_supported_events(Call(__func__, device), events);
}
FAKE_NVML int nvmlDeviceGetSupportedClocksThrottleReasons(const Device* device,
                                                          unsigned long long* events) {
  return answer_supported_events(Call(__func__, device), events);
}
FAKE_NVML int nvmlDeviceGetViolationStatus(const Device* device, unsigned policy,
                                           Violation* violation) {
  const Call call(__func__, device);
  if (call.status() != kSuccess) return call.status();
  if (policy >= std::size(kPolicies)) return kInvalidArgument;
  const auto seconds = device->recording->violation_s(call.at_s(), kPolicies[policy]);
  if (!seconds) return kNotSupported;
  violation->reference_microseconds = static_cast<unsigned long long>(call.at_s() * 1e6);
  violation->violation_nanoseconds = static_cast<unsigned long long>(std::llround(*seconds * 1e9));
  return kSuccess;
}

FAKE_NVML int nvmlDeviceGetPowerUsage(const Device* device, unsigned* milliwatts) {
  return answer(Call(__func__, device), "/power_w", milliwatts, 1e3);
}
FAKE_NVML int nvmlDeviceGetTotalEnergyConsumption(const Device* device,
                                                  unsigned long long* millijoules) {
  const Call call(__func__, device);
  if (call.status() != kSuccess) return call.status();
  const auto joules = device->recording->energy_j(call.at_s());
  if (!joules) return kNotSupported;
  *millijoules = static_cast<unsigned long long>(std::llround(*joules * 1e3));
  return kSuccess;
}
FAKE_NVML int nvmlDeviceGetPowerManagementLimit(const Device* device, unsigned* milliwatts) {
  return answer(Call(__func__, device), "/power_limit_w/requested", milliwatts, 1e3);
}
FAKE_NVML int nvmlDeviceGetEnforcedPowerLimit(const Device* device, unsigned* milliwatts) {
  return answer(Call(__func__, device), "/power_limit_w/enforced", milliwatts, 1e3);
}
FAKE_NVML int nvmlDeviceGetPowerManagementDefaultLimit(const Device* device, unsigned* milliwatts) {
  return answer(Call(__func__, device), "/power_limit_w/default", milliwatts, 1e3);
}
FAKE_NVML int nvmlDeviceGetPowerManagementLimitConstraints(const Device* device, unsigned* minimum,
                                                           unsigned* maximum) {
  const Call call(__func__, device);
  const int status = answer(call, "/power_limit_w/minimum", minimum, 1e3);
  return status == kSuccess ? answer(call, "/power_limit_w/maximum", maximum, 1e3) : status;
}

FAKE_NVML int nvmlDeviceGetTemperature(const Device* device, unsigned sensor, unsigned* degrees) {
  return sensor == 0 ? answer(Call(__func__, device), "/temperature_c", degrees) : kInvalidArgument;
}
FAKE_NVML int nvmlDeviceGetTemperatureV(const Device* device, TemperatureV1* temperature) {
  if (temperature->version != struct_version<TemperatureV1>(1)) return kVersionMismatch;
  return temperature->sensor == 0
             ? answer(Call(__func__, device), "/temperature_c", &temperature->degrees)
             : kInvalidArgument;
}
FAKE_NVML int nvmlDeviceGetTemperatureThreshold(const Device* device, unsigned threshold,
                                                unsigned* degrees) {
  constexpr const char* kThresholds[] = {"shutdown", "slowdown", "memory_maximum", "maximum"};
  if (threshold >= std::size(kThresholds)) return kInvalidArgument;
  return answer(Call(__func__, device),
                std::string("/temperature_threshold_c/") + kThresholds[threshold], degrees);
}
FAKE_NVML int nvmlDeviceGetUtilizationRates(const Device* device, Utilisation* percent) {
  const Call call(__func__, device);
  const int status = answer(call, "/utilisation_percent/gpu", &percent->gpu);
  return status == kSuccess ? answer(call, "/utilisation_percent/memory", &percent->memory)
                            : status;
}

FAKE_NVML int nvmlDeviceGetMemoryInfo(const Device* device, Memory* memory) {
  const Call call(__func__, device);
  const int status = answer(call, "/memory_bytes/total", &memory->total);
  if (status != kSuccess) return status;
  // This older question counts what the driver keeps for itself as used.
  unsigned long long used = 0, reserved = 0;
  answer(call, "/memory_bytes/used", &used);
  answer(call, "/memory_bytes/reserved", &reserved);
  memory->used = used + reserved;
  memory->free = memory->total - memory->used;
  return kSuccess;
}
FAKE_NVML int nvmlDeviceGetMemoryInfo_v2(const Device* device, MemoryV2* memory) {
  const Call call(__func__, device);
  if (call.status() != kSuccess) return call.status();
  if (memory->version != struct_version<MemoryV2>(2)) return kVersionMismatch;
  const int status = answer(call, "/memory_bytes/total", &memory->total);
  if (status != kSuccess) return status;
  memory->used = memory->reserved = 0;
  answer(call, "/memory_bytes/used", &memory->used);
  answer(call, "/memory_bytes/reserved", &memory->reserved);
  memory->free = memory->total - memory->used - memory->reserved;
  return kSuccess;
}
