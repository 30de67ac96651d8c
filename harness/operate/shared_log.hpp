// What did a process do last, when it can no longer be asked?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/measure/case_phase.hpp"
#include "harness/operate/descriptor.hpp"

namespace assay::operate {

/// More samples than a document may hold are counted and not kept.
inline constexpr std::size_t kLoggedSamplesAtMost = 1'000'000;

/// What was read of it.
struct LastSeen {
  std::optional<std::size_t> index;  ///< of the case; empty: none has begun
  measure::CasePhase phase{};
  Seconds in_phase{};           ///< for so long
  std::vector<double> samples;  ///< finished in this attempt, in order
};

/// Memory that a worker writes, without a system call, and its supervisor reads: the case in
/// flight, its phase, and every finished sample. It outlives the worker, and what is in it is whole
/// whenever the worker stops: a sample counts only once it is there. Nothing that is found in it is
/// trusted, for the worker may have run wild.
class SharedLog final : public measure::PhaseSink {
 public:
  /// Throws Error(unavailable).
  SharedLog();
  /// One that another process has made. Throws Error(unavailable) where it is none.
  explicit SharedLog(Descriptor descriptor);
  ~SharedLog() override;
  SharedLog(const SharedLog&) = delete;
  SharedLog& operator=(const SharedLog&) = delete;

  int descriptor() const { return descriptor_.number(); }

  void begin(std::size_t index) noexcept;
  void enter(measure::CasePhase phase) noexcept override;
  void keep(double sample) noexcept override;
  void forget() noexcept override;

  measure::CasePhase phase() const noexcept;
  std::uint64_t kept() const noexcept;  ///< samples of this attempt

  LastSeen read() const;

 private:
  struct Layout;
  void map();

  Descriptor descriptor_;
  Layout* layout_ = nullptr;
};

}  // namespace assay::operate
