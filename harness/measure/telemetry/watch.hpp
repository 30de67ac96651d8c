// One device watched case after case: is it level, and what was seen beside the samples?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "harness/measure/result.hpp"
#include "harness/measure/session.hpp"
#include "harness/measure/telemetry/gauge.hpp"
#include "harness/measure/telemetry/sampler.hpp"

namespace assay::measure {

/// How long a device is left alone before a burst.
struct Cooling {
  Seconds at_most{5};  ///< where it does not come to rest
  Seconds blind{3};    ///< where nothing tells whether it has: a few of its thermal time constants
};

/// For one DeviceSession, used by its thread. Nothing here throws because of the gauge, and nothing
/// waits for it longer than SamplerOptions::patience.
class Watch {
 public:
  /// Watches nothing; telemetry() says why.
  explicit Watch(std::string unavailable, Cooling cooling = {})
      : unavailable_(std::move(unavailable)), cooling_(cooling) {}
  /// Begins to read the gauge at once.
  explicit Watch(std::unique_ptr<Gauge> gauge, SamplerOptions options = {}, Cooling cooling = {});

  /// In DeviceSession::set_up(), before anything of the case runs.
  void begin_case();
  /// For DeviceSession::is_level(). The device must be at work since the first call in a case:
  /// readings before that do not count, so that an idle device is not taken for a level one.
  std::optional<bool> is_level();
  /// For DeviceSession::cool_down(): waits until the power of the idle device has come to rest and
  /// nothing holds its clock down.
  void cool_down();
  /// For DeviceSession::telemetry(), after the last sample.
  Telemetry telemetry(std::span<const SampleInterval> intervals);

 private:
  std::optional<bool> is_cool(std::chrono::steady_clock::time_point since) const;

  std::string unavailable_;
  Cooling cooling_;
  std::unique_ptr<Sampler> sampler_;  ///< null: nothing is watched
  std::optional<ErrorCounts> errors_before_;
  std::optional<std::chrono::steady_clock::time_point> at_work_since_;
};

}  // namespace assay::measure
