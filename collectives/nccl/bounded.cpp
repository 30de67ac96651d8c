// A thread that may be left behind.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl/bounded.hpp"

#include <future>
#include <thread>
#include <utility>

namespace assay {

bool end_in_time(std::chrono::nanoseconds patience, std::function<void()> function) {
  std::promise<void> promise;
  const std::future<void> ended = promise.get_future();
  std::thread([function = std::move(function), promise = std::move(promise)]() mutable {
    function();
    promise.set_value();
  }).detach();
  return ended.wait_for(patience) == std::future_status::ready;
}

}  // namespace assay
