// What does one rank do of a case that all ranks share?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/measure/result.hpp"
#include "harness/measure/session.hpp"
#include "harness/measure/world/messages.hpp"

namespace assay::measure {

/// One sample on this rank.
struct Sampled {
  Seconds time{};
  /// The outputs of this very sample: those of the answer check, bit for bit, or what they must be.
  /// Nothing was compared where `checked` is 0.
  Mismatch mismatch;
  std::vector<double> numbers = {};  ///< what it depends on the work
};

/// One case at a time; every rank is told the same at the same time, and they meet in these
/// functions. All of them may throw Error, and WaitError where others did not come.
class RankWork {
 public:
  virtual ~RankWork() = default;
  virtual void set_up(const Order& order) = 0;
  virtual Sampled sample() = 0;
  /// Compares the outputs of the last sample with what they must be.
  virtual Mismatch verify() = 0;
  /// The devices of this rank, where it has some, for what is watched beside the samples.
  virtual DeviceSession* devices() { return nullptr; }
  /// What does the work, once it has.
  virtual std::optional<LibraryUse> library() = 0;
};

/// Opens what the engine of an order to set up needs. Throws Error.
using OpenWork = std::function<std::unique_ptr<RankWork>(const Order&)>;

/// Obeys an order to set up, to sample or to verify, and says what came of it.
struct Obeyed {
  Reply reply;
  std::vector<double> numbers;
};
Obeyed obey(RankWork& work, const Order& order);

}  // namespace assay::measure
