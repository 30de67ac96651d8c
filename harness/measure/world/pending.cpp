// Polls.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/world/pending.hpp"

#include <algorithm>
#include <thread>

namespace assay::measure {

Patience::Patience(Seconds patience, Seconds grace, const std::atomic<bool>* interrupted)
    : total_(patience),
      grace_(grace),
      interrupted_(interrupted),
      end_(Clock::now() + std::chrono::duration_cast<Clock::duration>(patience)) {}

bool Patience::is_over() const {
  const auto now = Clock::now();
  if (!shortened_ && interrupted_ != nullptr && interrupted_->load(std::memory_order_relaxed)) {
    shortened_ = true;
    end_ = std::min(end_, now + std::chrono::duration_cast<Clock::duration>(grace_));
  }
  return now >= end_;
}

bool test_all(const MpiFunctions& mpi, std::vector<Pending>& list) {
  bool any = false;
  for (Pending& one : list) {
    if (one.state != MpiState::pending) continue;
    one.state = mpi.test(mpi.self, &one.request);
    if (one.state == MpiState::failed) one.error = mpi.error(mpi.self);
    any = any || one.state == MpiState::pending;
  }
  return any;
}

void wait_for_all(const MpiFunctions& mpi, std::vector<Pending>& list, const Patience& patience,
                  Looks looks, std::vector<Pending>* call_off) {
  constexpr int kLooksBeforeSleep = 200;
  constexpr std::chrono::microseconds kSleep{200};
  for (int look = 0; test_all(mpi, list) && !patience.is_over(); ++look) {
    if (call_off != nullptr && !call_off->empty() && !test_all(mpi, *call_off)) {
      test_all(mpi, list);  // what was done before the word came is done
      return;
    }
    if (looks == Looks::busy || look < kLooksBeforeSleep) {
      std::this_thread::yield();
    } else {
      std::this_thread::sleep_for(kSleep);
    }
  }
}

}  // namespace assay::measure
