// Which ranks belong together, and when has an operation all of them?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "tests/nccl/collective.hpp"

namespace assay::fake_nccl {

struct Comm;

/// All communicators that were formed with one id.
struct Clique {
  std::vector<Comm*> comms;  ///< by rank; null: not there
};

/// One rank.
struct Comm {
  std::shared_ptr<Clique> clique;
  int rank = 0;
  bool starting = false, queuing = false;  ///< in progress for ever
  std::vector<std::pair<const std::byte*, std::size_t>> windows = {};
  std::vector<int*> registrations = {};  ///< end with it

  bool has_window(const void* data) const;
};

/// What one rank asked for within a group.
struct Call {
  Comm* comm = nullptr;
  void* stream = nullptr;
  Collective what = {};  ///< with one part, its own
};

/// One operation of all ranks, each on a stream of its own. May be replayed by graphs.
class Operation {
 public:
  explicit Operation(Collective collective)
      : collective_(std::move(collective)), expected_(collective_.parts.size()) {}

  /// By every rank on its stream: the last to come computes for all.
  void arrive();

 private:
  Collective collective_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t expected_, arrived_ = 0, round_ = 0;
};

/// Joins what the ranks of one clique asked for, in the order they did, and queues it.
void launch(std::vector<Call>& calls);

}  // namespace assay::fake_nccl
