// How the clock of this program runs ahead.
// SPDX-License-Identifier: Apache-2.0
#include "tests/gpu_machine/hanging.hpp"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

namespace {

std::atomic<time_t> ahead_s = 0;

[[noreturn]] void sleep_for_ever() {
  for (;;) pause();
}

}  // namespace

/// The C library's, for everything in this program: std::chrono reads its clocks here.
extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const auto status = static_cast<int>(syscall(SYS_clock_gettime, clock, time));
  if (clock == CLOCK_MONOTONIC) time->tv_sec += ahead_s;
  return status;
}

void assay::gpu_machine::hang() {
  std::atexit(sleep_for_ever);
  ahead_s = 600;
  sleep_for_ever();
}
