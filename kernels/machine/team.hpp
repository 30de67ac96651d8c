// Threads of the CPU as one device: pinned, waiting, started together.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <memory>
#include <span>

namespace assay {

/// One thread per given processor. The thread that makes the team is its thread 0 and is pinned too
/// while the team lives; only that thread may call run(). Between runs the others spin for a moment
/// and then sleep, so a sample of a few microseconds is not dominated by waking them.
class Team {
 public:
  /// Throws Error(unavailable) where a thread cannot be made. A processor this process may not use
  /// leaves its thread unpinned: see pinned().
  explicit Team(std::span<const int> processors);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  using Task = void (*)(void* context, std::uint32_t thread, std::uint32_t threads);

  /// Runs task on every thread of the team and returns when all have finished. The task must not
  /// throw.
  void run(Task task, void* context);

  std::uint32_t size() const;
  /// True when every thread runs on the processor it was asked to.
  bool pinned() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay
