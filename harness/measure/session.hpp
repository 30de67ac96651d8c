// What does measuring need of a device? One session holds its memory, its queue and its clock.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>
#include <optional>

#include "harness/core/seconds.hpp"
#include "harness/measure/result.hpp"
#include "harness/plan/case.hpp"
#include "kernels/error.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// One case at a time: set_up() first, then the others in any order. All of them may throw; the
/// session is closed then and a new one opened for the next case. Used by one thread only.
class DeviceSession {
 public:
  virtual ~DeviceSession() = default;

  /// Memory for the case's arrays, inputs filled, outputs spoiled. Replaces the case before.
  virtual void set_up(const plan::Case& planned) = 0;
  /// One sample: Case::iterations launches, and the time they took.
  virtual Seconds time_sample() = 0;
  /// What the last sample counted, of kernels whose quantity is_counted().
  virtual double counted() {
    throw Error(ErrorKind::unavailable, "this device counts nothing: its kernels are all timed");
  }
  /// Overwrites the outputs, so that only a launch after it can make them right.
  virtual void spoil() = 0;
  /// Compares the outputs as they are now.
  virtual Mismatch verify() = 0;
  /// The clock the device runs at right now; empty where it cannot be told. Takes about 100 us.
  virtual std::optional<double> clock_hz() = 0;
  /// What else was seen beside the samples since set_up(), after the last of them. Its clock_hz is
  /// not used: that comes from the readings.
  virtual Telemetry telemetry() { return {}; }
};

class SessionFactory {
 public:
  virtual ~SessionFactory() = default;
  /// Throws Error(unavailable) where the device cannot be used.
  virtual std::unique_ptr<DeviceSession> open(plan::DeviceId device) = 0;
};

}  // namespace assay::measure
