// How is a long list worked off by several threads, and still used in its order and in little
// memory?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace assay::cli {

/// Calls work(0), work(1), ... on `threads` threads and use(index, result) on this one, in order.
/// No more than a few results a thread wait to be used. What either throws ends all of it, and is
/// thrown here.
template <class Result, class Work, class Use>
void work_in_order(std::size_t count, std::size_t threads, Work work, Use use) {
  constexpr std::size_t kWaitingPerThread = 8;
  const std::size_t window = kWaitingPerThread * threads;
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::size_t, Result> done;
  std::size_t next = 0, used = 0;
  bool stopped = false;
  std::exception_ptr failure;

  const auto worker = [&] {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return stopped || next >= count || next < used + window; });
      if (stopped || next >= count) return;
      const std::size_t mine = next++;
      lock.unlock();
      try {
        Result result = work(mine);
        lock.lock();
        done.emplace(mine, std::move(result));
      } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        if (!failure) failure = std::current_exception();
        stopped = true;
      }
      changed.notify_all();
    }
  };
  const auto stop = [&] {
    const std::lock_guard lock(mutex);
    stopped = true;
    changed.notify_all();
  };

  std::vector<std::jthread> pool;
  try {
    for (std::size_t i = 0; i < threads; ++i) pool.emplace_back(worker);
    for (std::size_t i = 0; i < count; ++i) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return stopped || done.contains(i); });
      if (stopped) break;
      auto result = done.extract(i);
      used = i + 1;
      lock.unlock();
      changed.notify_all();
      use(i, std::move(result.mapped()));
    }
  } catch (...) {
    stop();
    throw;
  }
  stop();
  pool.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace assay::cli
