// How work is handed to the other thread, and given up.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/nvml/bounded_caller.hpp"

#include <fmt/format.h>

#include <atomic>
#include <condition_variable>
#include <exception>

namespace assay::probe {

struct BoundedCaller::Channel {
  std::mutex mutex;
  std::condition_variable changed;
  std::function<void()> work;  ///< not empty: to be done
  bool done = false, end = false;
  std::exception_ptr thrown;
  std::atomic<std::thread::id> worker{};
  std::atomic<const char*> doing{""};  ///< the innermost call
  std::atomic<bool> hung{false};
};

BoundedCaller::BoundedCaller(Seconds deadline)
    : deadline_(deadline), channel_(std::make_shared<Channel>()) {}

BoundedCaller::~BoundedCaller() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(channel_->mutex);
    channel_->end = true;
  }
  channel_->changed.notify_all();
  thread_.join();
}

void BoundedCaller::work_off(const std::shared_ptr<Channel>& channel) {
  channel->worker = std::this_thread::get_id();
  std::unique_lock lock(channel->mutex);
  for (;;) {
    channel->changed.wait(lock, [&] { return channel->work || channel->end; });
    if (channel->end) return;
    std::function<void()> work = std::move(channel->work);
    channel->work = nullptr;
    lock.unlock();
    std::exception_ptr thrown;
    try {
      work();
    } catch (...) {
      thrown = std::current_exception();
    }
    work = nullptr;  // what it owns must not be released later than its caller goes on
    lock.lock();
    channel->thrown = thrown;
    channel->done = true;
    channel->changed.notify_all();
    if (channel->hung) return;
  }
}

bool BoundedCaller::run_elsewhere(const char* name, std::function<void()> work) {
  const std::lock_guard turn(turn_);
  if (channel_->hung) return false;
  if (!thread_.joinable()) thread_ = std::thread(&BoundedCaller::work_off, channel_);
  std::unique_lock lock(channel_->mutex);
  channel_->work = std::move(work);
  channel_->doing = name;
  channel_->done = false;
  channel_->changed.notify_all();
  if (!channel_->changed.wait_for(lock, deadline_, [&] { return channel_->done; })) {
    channel_->hung = true;
    thread_.detach();
    return false;
  }
  if (channel_->thrown) std::rethrow_exception(channel_->thrown);
  return true;
}

bool BoundedCaller::run(const char* name, std::function<void()> work) {
  if (channel_->hung) return false;
  if (std::this_thread::get_id() != channel_->worker.load()) {
    return run_elsewhere(name, std::move(work));
  }
  channel_->doing = name;
  work();
  return true;
}

bool BoundedCaller::hung() const {
  return channel_->hung;
}

std::string BoundedCaller::hung_reason() const {
  if (!hung()) return {};
  return fmt::format("NVML call {} did not return within {:g} s", channel_->doing.load(),
                     deadline_.count());
}

}  // namespace assay::probe
