// What can be read of a device beside its work: clocks, power, temperature, counters?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "harness/core/seconds.hpp"
#include "harness/measure/result.hpp"

namespace assay::measure {

inline constexpr std::size_t kClockEvents =
    static_cast<std::size_t>(ClockEvent::display_clocks) + 1;

/// One reading; each value is absent where it could not be had.
struct Reading {
  std::chrono::steady_clock::time_point time = {};  ///< set by whoever asked for it
  std::optional<double> clock_hz = {};              ///< of the SMs
  std::optional<double> memory_clock_hz = {};
  std::optional<double> power_w = {};
  std::optional<double> temperature_c = {};
  std::optional<double> energy_j = {};             ///< a counter: only differences mean anything
  std::optional<std::uint64_t> clock_events = {};  ///< bit i: ClockEvent i; higher ones: unknown
  /// How long each event has been active, counted by the driver since it was loaded.
  std::array<std::optional<Seconds>, kClockEvents> event_time = {};
  Seconds cpu_elsewhere{};  ///< processor time it took on threads other than the caller's
};

/// The instruments of one device. Called by one thread at a time. A value that cannot be had now is
/// left absent; an exception says that the device does not answer at all. May block.
class Gauge {
 public:
  virtual ~Gauge() = default;
  virtual Reading read() = 0;
  /// Totals since whenever the device began to count.
  virtual ErrorCounts error_totals() = 0;
};

}  // namespace assay::measure
