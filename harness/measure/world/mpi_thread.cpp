// Opening and closing, each with somebody else who waits.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/world/mpi_thread.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace assay::measure {

/// Shared with the thread, which may outlive the object.
struct MpiThread::State {
  explicit State(const MpiFunctions& functions) : mpi(functions) {}

  const MpiFunctions& mpi;
  std::mutex mutex;
  std::condition_variable changed;
  int stage = 0;  ///< how many of the two calls have come back
  bool good = false, close = false, leave = false;
  std::string error;

  /// Errors are read at once: the module keeps but the last.
  void came_back(bool succeeded) {
    const std::lock_guard lock(mutex);
    good = succeeded;
    error = succeeded ? "" : mpi.error(mpi.self);
    ++stage;
    changed.notify_all();
  }
};

MpiThread::MpiThread(const MpiFunctions& mpi) : state_(std::make_shared<State>(mpi)) {
  std::thread([state = state_] {
    state->came_back(state->mpi.open(state->mpi.self));
    std::unique_lock lock(state->mutex);
    state->changed.wait(lock, [&] { return state->close || state->leave; });
    if (!state->close) return;
    lock.unlock();
    state->came_back(state->mpi.close(state->mpi.self));
  }).detach();
}

MpiThread::~MpiThread() {
  const std::lock_guard lock(state_->mutex);
  state_->leave = true;
  state_->changed.notify_all();
}

MpiThread::Outcome MpiThread::wait_opened(const std::function<bool()>& give_up) {
  return wait(give_up, 1);
}

MpiThread::Outcome MpiThread::close(const std::function<bool()>& give_up) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->close = true;
    state_->changed.notify_all();
  }
  return wait(give_up, 2);
}

MpiThread::Outcome MpiThread::wait(const std::function<bool()>& give_up, int stage) {
  constexpr std::chrono::milliseconds kBetweenLooks{5};
  std::unique_lock lock(state_->mutex);
  while (state_->stage < stage) {
    if (give_up()) return Outcome::in_vain;
    state_->changed.wait_for(lock, kBetweenLooks);
  }
  return state_->good ? Outcome::done : Outcome::failed;
}

std::string MpiThread::error() const {
  const std::lock_guard lock(state_->mutex);
  return state_->error;
}

}  // namespace assay::measure
