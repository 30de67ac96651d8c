// What is a case doing right now? Told while it does it, to whoever may have to say so afterwards.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

namespace assay::measure {

enum class CasePhase : std::uint8_t {
  set_up,
  checking,
  warm_up,
  sampling,
  checking_again,
  reference,
};

/// Told between timed intervals, never inside one, and on the thread that takes them: must neither
/// allocate nor make a system call.
class PhaseSink {
 public:
  virtual ~PhaseSink() = default;
  virtual void enter(CasePhase phase) noexcept = 0;
  /// A sample that counts is finished: seconds, or what was counted.
  virtual void keep(double sample) noexcept = 0;
  /// The samples kept until now count no longer: another attempt begins.
  virtual void forget() noexcept = 0;
};

/// Of a sink that need not be there.
class Phases {
 public:
  explicit Phases(PhaseSink* sink) : sink_(sink) {}
  void enter(CasePhase phase) const noexcept {
    if (sink_ != nullptr) sink_->enter(phase);
  }
  void keep(double sample) const noexcept {
    if (sink_ != nullptr) sink_->keep(sample);
  }
  void forget() const noexcept {
    if (sink_ != nullptr) sink_->forget();
  }

 private:
  PhaseSink* sink_;
};

}  // namespace assay::measure
