// Is what a case computes right: to the last bit, before timing, in every sample, and after?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>

#include "harness/measure/result.hpp"
#include "harness/measure/session.hpp"

namespace assay::measure {

/// What ends a case.
struct Failure {
  Status status = Status::error;
  std::string reason;
};

/// The checks of one case, in their order. Each writes what it found to the result, and returns
/// what ends the case, if anything does. `result` outlives it.
class Answers {
 public:
  explicit Answers(CaseResult& result) : result_(result) {}

  /// With the session just set up: one sample with exact inputs where the kernel has them, and one
  /// with those that are timed. The second comparison is what repeat() holds on to.
  std::optional<Failure> before(DeviceSession& session);
  /// Behind a sample that counts, `sample` from zero. Its output must be that of before().
  std::optional<Failure> repeat(DeviceSession& session, std::uint64_t sample);
  /// Behind the last sample, before which the outputs were spoiled.
  std::optional<Failure> after(DeviceSession& session);

 private:
  /// The outputs as they are now.
  std::optional<Failure> compare(DeviceSession& session, std::optional<bool>& right,
                                 const char* when);
  void keep_digest(DeviceSession& session);
  std::string describe(const Mismatch& found) const;
  std::string place(const Mismatch& found) const;

  CaseResult& result_;
};

}  // namespace assay::measure
