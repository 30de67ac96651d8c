// Counters of a GPU that only ever rise.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "harness/probe/nvml/device.hpp"
#include "harness/probe/nvml/field.hpp"

namespace assay::probe {
namespace {

constexpr double kNano = 1e-9;

/// Where the time of a clock event is found: a field, or on older drivers a policy.
struct Event {
  std::uint64_t reason;
  unsigned field;
  std::optional<unsigned> policy;
};
constexpr std::array<Event, 5> kEvents{{
    {nvml_api::kReasonSoftwarePowerCap, nvml_api::kFieldPowerCapTime, nvml_api::kPolicyPower},
    {nvml_api::kReasonSyncBoost, nvml_api::kFieldSyncBoostTime, nvml_api::kPolicySyncBoost},
    {nvml_api::kReasonSoftwareThermal, nvml_api::kFieldSoftwareThermalTime,
     nvml_api::kPolicyThermal},
    {nvml_api::kReasonHardwareThermal, nvml_api::kFieldHardwareThermalTime, std::nullopt},
    {nvml_api::kReasonHardwarePowerBrake, nvml_api::kFieldHardwarePowerBrakeTime, std::nullopt},
}};

std::array<NvmlField, kEvents.size()> event_fields() {
  std::array<NvmlField, kEvents.size()> fields;
  std::transform(kEvents.begin(), kEvents.end(), fields.begin(),
                 [](const Event& event) { return NvmlField{.field = event.field}; });
  return fields;
}

std::optional<std::uint64_t> ecc_errors(const NvmlAsker& asker, nvml_api::Device gpu,
                                        unsigned kind) {
  return asker.value<unsigned long long>(asker.functions().ecc_errors, gpu, kind,
                                         nvml_api::kEccVolatile);
}

}  // namespace

std::vector<NvmlClockEventTime> NvmlDevice::clock_event_times() const {
  std::vector<NvmlClockEventTime> times;
  const auto values = read_fields(asker_, gpu_, event_fields());
  for (std::size_t i = 0; i < kEvents.size(); ++i) {
    if (values && (*values)[i].status == nvml_api::kSuccess) {
      times.push_back({kEvents[i].reason, Seconds(number_of((*values)[i]) * kNano)});
    } else if (kEvents[i].policy) {
      const auto time = asker_.value<nvml_api::ViolationTime>(asker_.functions().violation_time,
                                                              gpu_, *kEvents[i].policy);
      if (!time) continue;
      times.push_back(
          {kEvents[i].reason, Seconds(static_cast<double>(time->violation_ns) * kNano)});
    }
  }
  return times;
}

std::optional<std::uint64_t> NvmlDevice::ecc_corrected() const {
  return ecc_errors(asker_, gpu_, nvml_api::kEccCorrected);
}

std::optional<std::uint64_t> NvmlDevice::ecc_uncorrected() const {
  return ecc_errors(asker_, gpu_, nvml_api::kEccUncorrected);
}

std::optional<NvmlRemappedRows> NvmlDevice::remapped_rows() const {
  return asker_.ask<NvmlRemappedRows>(
      asker_.functions().remapped_rows, [gpu = gpu_](auto call, NvmlRemappedRows& out) {
        unsigned corrected = 0, uncorrected = 0, pending = 0, failure = 0;
        const int status = call(gpu, &corrected, &uncorrected, &pending, &failure);
        out = {.corrected = corrected,
               .uncorrected = uncorrected,
               .pending = pending != 0,
               .failure = failure != 0};
        return status;
      });
}

std::optional<std::uint64_t> NvmlDevice::pcie_replays() const {
  return asker_.value<unsigned>(asker_.functions().pcie_replays, gpu_);
}

std::optional<std::uint64_t> NvmlDevice::nvlink_errors() const {
  // Links and counters that a GPU lacks fail one by one; the sum is of those that answer.
  return asker_.ask<std::uint64_t>(
      asker_.functions().nvlink_errors, [gpu = gpu_](auto call, std::uint64_t& sum) {
        int outcome = nvml_api::kNotSupported;
        for (unsigned link = 0; link < nvml_api::kMaximumNvLinks; ++link) {
          for (unsigned counter = 0; counter < nvml_api::kNvLinkErrorCounters; ++counter) {
            unsigned long long count = 0;
            const int status = call(gpu, link, counter, &count);
            if (status == nvml_api::kGpuIsLost) return status;
            if (status != nvml_api::kSuccess) continue;
            outcome = nvml_api::kSuccess;
            sum += count;
          }
        }
        return outcome;
      });
}

}  // namespace assay::probe
