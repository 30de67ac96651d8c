// The keys of what is taken beside samples, in the order they are written.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/document/archive.hpp"
#include "harness/measure/result.hpp"

namespace assay::document {

void fields(auto& archive, Is<measure::ClockEventShare> auto& event) {
  archive("reason", event.reason);
  archive("share", event.share);
  archive("duration_s", event.duration);
}

void fields(auto& archive, Is<measure::ErrorCounts> auto& errors) {
  archive("ecc_corrected", errors.ecc_corrected);
  archive("ecc_uncorrected", errors.ecc_uncorrected);
  archive("rows_remapped", errors.rows_remapped);
  archive("pcie_replays", errors.pcie_replays);
  archive("nvlink_errors", errors.nvlink_errors);
}

void fields(auto& archive, Is<measure::SampleTelemetry> auto& samples) {
  archive.column("clock_hz", samples.clock_hz);
  archive.column("memory_clock_hz", samples.memory_clock_hz);
  archive.column("power_w", samples.power_w);
  archive.column("temperature_c", samples.temperature_c);
  archive.unless_empty("clock_events", samples.clock_events);
  archive.unless_empty("moving", samples.moving);
}

void fields(auto& archive, Is<measure::Telemetry> auto& telemetry) {
  if (archive.present("clock_hz", telemetry.clock_hz.has_value())) {
    archive.group("clock_hz", [&](auto& clock) {
      clock("median", telemetry.clock_hz);
      clock("minimum", telemetry.clock_minimum_hz);
      clock("maximum", telemetry.clock_maximum_hz);
    });
  }
  archive("memory_clock_hz", telemetry.memory_clock_hz);
  archive("power_w", telemetry.power_w);
  archive("temperature_c", telemetry.temperature_c);
  archive("energy_j", telemetry.energy_j);
  archive("clock_events", telemetry.clock_events);
  archive("errors", telemetry.errors);
  archive("driver_clock_hz", telemetry.driver_clock_hz);
  archive("samples", telemetry.samples);
  archive.unless_empty("unavailable", telemetry.unavailable);
}

}  // namespace assay::document
