// How is a list worked off by several threads, each with tools of its own?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace assay::judge {

/// Calls make() once in each of at most `threads` threads, and what it returned with each index
/// below `count`, once altogether. The first exception ends all of it and is thrown again.
template <class Make>
void in_parallel(std::size_t count, unsigned threads, const Make& make) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr first;
  std::mutex guard;
  const auto work = [&] {
    try {
      auto call = make();
      for (std::size_t i = next++; i < count; i = next++) call(i);
    } catch (...) {
      const std::lock_guard lock(guard);
      if (!first) first = std::current_exception();
      next = count;
    }
  };
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads && i < count; ++i) others.emplace_back(work);
    work();
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace assay::judge
