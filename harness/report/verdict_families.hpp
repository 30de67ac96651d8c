// Which metrics does a verdict give to Prometheus? A closed list: what dashboards and alert rules
// may name.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "harness/report/prometheus.hpp"

namespace assay::report {

enum class Family : std::size_t {
  documents,
  documents_unreadable,
  run_state,
  run_started,
  verdict_state,
  device_info,
  device_run_started,
  cases_planned,
  cases_measured,
  missing,
  flop_per_second,
  operations_per_second,
  bytes_per_second,
  bytes,
  seconds,
  number,
  published_share,
  shortfall,
};
inline constexpr std::size_t kFamilies = 18;

/// In the order in which they are written.
inline constexpr std::array<MetricFamily, kFamilies> kVerdictFamilies{{
    {"assay_documents", "Result documents that this file rests on."},
    {"assay_documents_unreadable", "Of them, those that could not be read."},
    {"assay_run_verdict_state", "1 for the state of a host's newest run as a whole, else 0."},
    {"assay_run_started_timestamp_seconds", "When the newest run of the host began."},
    {"assay_verdict_state", "1 for the state of the device, else 0."},
    {"assay_device_info", "1; what the device is, as the driver states it."},
    {"assay_device_run_started_timestamp_seconds",
     "When the run began that the device is judged by."},
    {"assay_cases_planned", "Cases of the device in its document."},
    {"assay_cases_measured", "Of them, those with a result."},
    {"assay_requirements_missing", "Things without which the device cannot be judged."},
    {"assay_measured_flop_per_second", "Median of a rate of floating-point operations."},
    {"assay_measured_operations_per_second", "Median of a rate of integer operations."},
    {"assay_measured_bytes_per_second", "Median of a bandwidth."},
    {"assay_measured_bytes", "Median of a capacity."},
    {"assay_measured_seconds", "Median of a latency."},
    {"assay_measured_number", "What was counted, such as streaming multiprocessors."},
    {"assay_published_share_ratio", "Measured median over the published figure of the part."},
    {"assay_metric_shortfall", "1 for each metric of the device that is judged and does not pass."},
}};

/// Of values in a unit; nothing where it is none of ours.
constexpr std::optional<Family> family_of_unit(std::string_view unit) {
  if (unit == "FLOP/s") return Family::flop_per_second;
  if (unit == "op/s") return Family::operations_per_second;
  if (unit == "B/s") return Family::bytes_per_second;
  if (unit == "B") return Family::bytes;
  if (unit == "s") return Family::seconds;
  if (unit == "1") return Family::number;
  return std::nullopt;
}

}  // namespace assay::report
