// How the thread of a stream works its queue off.
// SPDX-License-Identifier: Apache-2.0
#include "tests/gpu_machine/stream.hpp"

#include <cuda_runtime_api.h>
#include <sched.h>

#include <thread>

namespace assay::gpu_machine {

Stream::Stream(Device& device) : device_(&device) {
  device.add(this);
  std::thread([this] { run(); }).detach();
}

void Stream::push(Work work) {
  if (capture_) return capture_->push_back(std::move(work));
  const std::lock_guard lock(mutex_);
  queue_.push_back(std::move(work));
  changed_.notify_one();
}

bool Stream::is_idle() const {
  const std::lock_guard lock(mutex_);
  return queue_.empty() && !busy_;
}

void Stream::begin_capture() {
  capture_ = std::make_unique<WorkList>();
}

WorkList Stream::end_capture() {
  const auto captured = std::move(capture_);
  return std::move(*captured);
}

void Stream::close(Stream* stream) {
  const std::lock_guard lock(stream->mutex_);
  stream->closing_ = true;
  stream->changed_.notify_one();
}

void Stream::run() {
  // No processor has this number: the thread stays free to run on any.
  const int anywhere[] = {CPU_SETSIZE - 1};
  Team team(anywhere);
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return !queue_.empty() || closing_; });
    if (queue_.empty()) break;
    const Work work = std::move(queue_.front());
    queue_.pop_front();
    busy_ = true;
    lock.unlock();
    if (device_->sticky() == cudaSuccess) work(team);
    lock.lock();
    busy_ = false;
  }
  lock.unlock();
  device_->remove(this);
  delete this;
}

void Event::record(Stream& stream) {
  device_ = &stream.device();
  ++pending_;
  stream.push([event = self](Team&) {
    event->when_ = std::chrono::steady_clock::now();
    --event->pending_;
  });
}

void Event::wait_in(Stream& stream, std::shared_ptr<const Event> event) {
  stream.push([event](Team&) {
    while (!event->is_done() && event->device_->sticky() == cudaSuccess) {
      std::this_thread::sleep_for(std::chrono::microseconds(20));
    }
  });
}

}  // namespace assay::gpu_machine
