// What has been asked of MPI, and for how long is it waited for?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "collectives/mpi/module.hpp"
#include "harness/core/seconds.hpp"

namespace assay::measure {

struct Pending {
  MpiRequest request;
  int rank = -1;  ///< the other one; -1: all
  MpiState state = MpiState::pending;
  std::string error = {};                   ///< of `failed`
  std::shared_ptr<const void> memory = {};  ///< that MPI uses until it is done
};

/// The end of one wait, or of several that begin together. An interruption brings it nearer.
class Patience {
 public:
  Patience(Seconds patience, Seconds grace, const std::atomic<bool>* interrupted);
  bool is_over() const;
  Seconds total() const { return total_; }

 private:
  using Clock = std::chrono::steady_clock;
  Seconds total_, grace_;
  const std::atomic<bool>* interrupted_;
  mutable Clock::time_point end_;
  mutable bool shortened_ = false;
};

/// Looks once at all that are pending; whether any still is.
bool test_all(const MpiFunctions& mpi, std::vector<Pending>& list);

/// Until none is pending, or the patience is over, or something of `call_off` is done. Between
/// looks the processor is given away, and after a moment a sleep: `busy` never sleeps, for what is
/// timed.
enum class Looks { busy, idle };
void wait_for_all(const MpiFunctions& mpi, std::vector<Pending>& list, const Patience& patience,
                  Looks looks, std::vector<Pending>* call_off = nullptr);

}  // namespace assay::measure
