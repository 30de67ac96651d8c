// How are the two calls of MPI that wait for everybody given an end?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <memory>
#include <string>

#include "collectives/mpi/module.hpp"

namespace assay::measure {

/// A thread that opens MPI, and closes it again when told to, for MPI wants both from one thread.
/// Where it does not come back from one of them nobody waits for it.
class MpiThread {
 public:
  /// Begins to open. The table outlives the process.
  explicit MpiThread(const MpiFunctions& mpi);
  ~MpiThread();
  MpiThread(const MpiThread&) = delete;
  MpiThread& operator=(const MpiThread&) = delete;

  enum class Outcome { done, failed, in_vain };
  /// `give_up` is asked every few milliseconds. Of `failed`, error() says why.
  Outcome wait_opened(const std::function<bool()>& give_up);
  /// Begins to close what was opened, and waits.
  Outcome close(const std::function<bool()>& give_up);
  std::string error() const;

 private:
  struct State;
  Outcome wait(const std::function<bool()>& give_up, int stage);

  std::shared_ptr<State> state_;
};

}  // namespace assay::measure
