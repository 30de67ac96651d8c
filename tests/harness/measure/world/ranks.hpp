// Ranks of a fake cluster, each a thread.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "harness/measure/world/follower.hpp"
#include "harness/measure/world/world.hpp"
#include "tests/harness/measure/world/fake_cluster.hpp"

namespace assay::measure {

inline constexpr Seconds kSoon{0.3};  ///< faults are noticed by then
inline constexpr Seconds kLong{20};   ///< never reached where nothing is wrong

inline WorldSettings quick_settings(const std::atomic<bool>* interrupted = nullptr) {
  return {.joining = kLong, .leaving = kSoon, .grace = Seconds(0.1), .interrupted = interrupted};
}

/// "host0" has ranks 0 and 1, and so on; or one rank a host.
inline Self self_on(int rank, int ranks_a_host = 1) {
  return {.build = "1.0", .host = "host" + std::to_string(rank / ranks_a_host)};
}

/// Threads that are left inside MPI use it until the process ends.
inline FakeCluster& endless_cluster(int size) {
  static std::mutex mutex;
  static auto& all = *new std::vector<std::unique_ptr<FakeCluster>>;
  const std::lock_guard lock(mutex);
  return *all.emplace_back(std::make_unique<FakeCluster>(size));
}

/// Runs a function for each rank, all at the same time, and says what each of them threw.
class Ranks {
 public:
  explicit Ranks(int size)
      : cluster(endless_cluster(size)), errors(static_cast<std::size_t>(size)) {}
  ~Ranks() { cluster.release(); }
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  void run(const std::function<void(int rank)>& each) {
    std::vector<std::thread> threads;
    for (int rank = 0; rank < static_cast<int>(errors.size()); ++rank) {
      threads.emplace_back([&, rank] {
        try {
          each(rank);
        } catch (const std::exception& error) {
          errors[static_cast<std::size_t>(rank)] = error.what();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  FakeCluster& cluster;
  std::vector<std::string> errors;
};

}  // namespace assay::measure
