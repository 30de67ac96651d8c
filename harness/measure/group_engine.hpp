// What does one iteration of a case that several GPUs share: our kernels, or a library?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>

#include "harness/measure/result.hpp"
#include "harness/plan/case.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// Used by the session that holds the group, one case at a time. All of it may throw Error. With
/// the device of no particular rank current before and after.
class GroupEngine {
 public:
  virtual ~GroupEngine() = default;
  /// The arrays and streams of the group are those of the case from now on.
  virtual void set_up(const plan::Case& planned, const Group& group) = 0;
  /// Queues one iteration of every rank on the rank's stream; waits for nothing on the devices.
  virtual void enqueue(const Group& group) = 0;
  /// Whether enqueue() may be captured into one graph a rank.
  virtual bool can_be_captured() const = 0;
  /// What an algorithm that was left open came to; empty: it was not.
  virtual std::string instruction() const { return {}; }
  /// Empty, or what has gone wrong meanwhile, as a library says of its own.
  virtual std::string failure() { return {}; }
  virtual std::optional<LibraryUse> library() { return std::nullopt; }
  /// The devices are abandoned: nothing of them may be waited for or freed.
  virtual void abandon() {}
};

}  // namespace assay::measure
