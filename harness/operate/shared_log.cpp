// One writer, one reader: a sample is stored before the count that says it is there.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/shared_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <new>

#include "kernels/error.hpp"

namespace assay::operate {

struct SharedLog::Layout {
  std::atomic<std::uint64_t> case_plus_one{0};
  std::atomic<std::uint32_t> phase{0};
  std::atomic<std::int64_t> changed_ns{0};
  std::atomic<std::uint64_t> kept{0};
  // Atomic, so that a reader beside a worker that goes on reads no half number.
  std::atomic<double> samples[kLoggedSamplesAtMost];
};

namespace {

using measure::CasePhase;

// The same clock in every process of the machine.
std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

[[noreturn]] void fail(const char* what) {
  throw Error(ErrorKind::unavailable,
              fmt::format("sharing memory with a worker: {}: {}; free memory, or raise its limit",
                          what, std::strerror(errno)));
}

}  // namespace

SharedLog::SharedLog() {
  static_assert(std::atomic<double>::is_always_lock_free &&
                std::atomic<std::uint64_t>::is_always_lock_free);
  descriptor_ = Descriptor(memfd_create("assay_log", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!descriptor_.is_open()) fail("memfd_create");
  if (ftruncate(descriptor_.number(), sizeof(Layout)) != 0) fail("ftruncate");
  // A worker that shrank it would end its supervisor with SIGBUS.
  if (fcntl(descriptor_.number(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    fail("sealing it");
  }
  map();
  // All zero is how everything in it begins, and pages that are not touched cost nothing.
  layout_->changed_ns.store(now_ns(), std::memory_order_release);
}

SharedLog::SharedLog(Descriptor descriptor) : descriptor_(std::move(descriptor)) {
  struct stat found {};
  if (fstat(descriptor_.number(), &found) != 0) fail("the descriptor that was given");
  if (static_cast<std::uint64_t>(found.st_size) != sizeof(Layout)) {
    throw Error(ErrorKind::unavailable,
                "sharing memory with the supervisor: it is of another size; workers are started by "
                "assay run, and by nobody else");
  }
  map();
}

SharedLog::~SharedLog() {
  if (layout_ != nullptr) munmap(layout_, sizeof(Layout));
}

void SharedLog::map() {
  void* const memory =
      mmap(nullptr, sizeof(Layout), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_.number(), 0);
  if (memory == MAP_FAILED) fail("mmap");
  layout_ = std::launder(static_cast<Layout*>(memory));
}

void SharedLog::begin(std::size_t index) noexcept {
  forget();
  layout_->case_plus_one.store(index + 1, std::memory_order_release);
  enter(CasePhase::set_up);
}

void SharedLog::enter(CasePhase phase) noexcept {
  layout_->phase.store(static_cast<std::uint32_t>(phase), std::memory_order_release);
  layout_->changed_ns.store(now_ns(), std::memory_order_release);
}

void SharedLog::keep(double sample) noexcept {
  const std::uint64_t count = layout_->kept.load(std::memory_order_relaxed);
  if (count < kLoggedSamplesAtMost) {
    layout_->samples[count].store(sample, std::memory_order_relaxed);
  }
  layout_->kept.store(count + 1, std::memory_order_release);
}

void SharedLog::forget() noexcept {
  layout_->kept.store(0, std::memory_order_release);
}

CasePhase SharedLog::phase() const noexcept {
  const std::uint32_t value = layout_->phase.load(std::memory_order_acquire);
  return value <= static_cast<std::uint32_t>(CasePhase::reference) ? static_cast<CasePhase>(value)
                                                                   : CasePhase::set_up;
}

std::uint64_t SharedLog::kept() const noexcept {
  return layout_->kept.load(std::memory_order_acquire);
}

LastSeen SharedLog::read() const {
  LastSeen seen;
  const std::uint64_t index = layout_->case_plus_one.load(std::memory_order_acquire);
  if (index != 0) seen.index = index - 1;
  seen.phase = phase();
  const std::int64_t since = now_ns() - layout_->changed_ns.load(std::memory_order_acquire);
  seen.in_phase = std::chrono::nanoseconds(std::max<std::int64_t>(since, 0));
  const auto count = std::min<std::uint64_t>(kept(), kLoggedSamplesAtMost);
  seen.samples.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const double sample = layout_->samples[i].load(std::memory_order_relaxed);
    if (std::isfinite(sample) && sample > 0) seen.samples.push_back(sample);
  }
  return seen;
}

}  // namespace assay::operate
