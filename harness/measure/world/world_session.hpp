// All ranks of a launcher as one measured device, on rank 0.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>

#include "harness/measure/session.hpp"
#include "harness/measure/world/outcome.hpp"
#include "harness/measure/world/rank_work.hpp"
#include "harness/measure/world/world.hpp"

namespace assay::measure {

/// Commands the followers to do what its own work does, and makes one result of all answers. Throws
/// HangError naming rank and host where one does not answer; from then on the world is lost.
class WorldSession final : public DeviceSession {
 public:
  WorldSession(World& world, OpenWork open, std::unique_ptr<WorldOutcome> outcome);
  ~WorldSession() override;

  void set_up(const plan::Case& planned) override;
  Seconds time_sample() override;
  /// Every sample spoils its outputs first.
  void spoil() override {}
  Mismatch verify() override;
  std::optional<Mismatch> verify_repeat() override;
  std::vector<RankResult> ranks() override { return outcome_->ranks(); }
  std::vector<PairRate> pairs() override { return outcome_->pairs(); }
  std::optional<LibraryUse> library() override;
  std::optional<double> clock_hz() override;
  Telemetry telemetry(std::span<const SampleInterval> intervals) override;
  std::optional<bool> is_level() override;

 private:
  std::vector<Obeyed> carry_out(Order::Kind kind);

  World& world_;
  OpenWork open_;
  std::unique_ptr<WorldOutcome> outcome_;
  std::unique_ptr<RankWork> work_;
  Order order_;
  Mismatch repeated_;  ///< of the last sample, all ranks together
};

}  // namespace assay::measure
