// How do the ranks, blocks and threads of a collective run in a test? Each as a thread of its own,
// held up at random, so that ranks overtake one another where a body lets them.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

#include "collectives/collective.hpp"
#include "collectives/machine/machine.hpp"
#include "kernels/machine/data.hpp"

namespace assay::ASSAY_TARGET {

/// What holds threads up. Chance alone, and at one kind of step of one rank always.
struct DelayPlan {
  std::uint32_t seed = 0;  ///< 0: no chance
  int slow_rank = -1;      ///< -1: none
  Step slow_step = Step::wait;
  std::uint32_t slow_us = 0;
};

class Delays {
 public:
  Delays() = default;
  Delays(const DelayPlan& plan, std::uint32_t thread, std::uint32_t rank)
      : plan_(plan),
        slow_(plan.slow_rank == static_cast<int>(rank)),
        key_(plan.seed == 0 ? 0 : mix(plan.seed, thread) | 1u) {}

  void at(Step step) {
    if (slow_ && step == plan_.slow_step) sleep_us(plan_.slow_us);
    if (key_ == 0) return;
    const std::uint32_t chance = mix(key_, ++steps_);
    if (chance % 4 == 0)
      for (std::uint32_t i = 0; i < chance / 4 % 8; ++i) std::this_thread::yield();
    if (chance % 256 == 1) sleep_us(chance / 256 % 200);
  }

 private:
  static void sleep_us(std::uint32_t us) {
    std::this_thread::sleep_for(std::chrono::microseconds(us));
  }

  DelayPlan plan_ = {};
  bool slow_ = false;
  std::uint32_t key_ = 0;
  std::uint64_t steps_ = 0;
};

using TestMachine = RankMachine<Delays>;

struct Crew {
  std::uint32_t ranks = 2, blocks = 2, threads = 2;  ///< of a rank, of a block
  DelayPlan delays = {};
  int absent = -1;  ///< rank that never comes
};

/// One thread of a crew, beyond what a body may know.
struct Member {
  TestMachine& machine;
  std::uint32_t rank, index, count;  ///< among the threads of the rank
  Gathering& of_rank;
  const RankThreads& all;

  /// All threads of the rank, as between two launches on one stream. False: leave.
  bool meet() const { return gather(of_rank, count, all); }
};

/// Runs f(member) on every thread; returns whether none of them gave up.
template <class F>
bool run_crew(const Crew& crew, const F& f) {
  const std::uint32_t per_rank = crew.blocks * crew.threads;
  std::vector<Gathering> blocks(std::size_t{crew.ranks} * crew.blocks), ranks(crew.ranks);
  std::uint32_t failed = 0;
  const RankThreads all{.grid = {.first = 0, .ranks = crew.ranks, .blocks = crew.blocks},
                        .threads = crew.threads,
                        .gatherings = blocks.data(),
                        .failed = &failed,
                        .spins = 16};
  {
    std::vector<std::jthread> threads;
    for (std::uint32_t thread = 0; thread < crew.ranks * per_rank; ++thread) {
      const std::uint32_t rank = thread / per_rank;
      if (crew.absent == static_cast<int>(rank)) continue;
      threads.emplace_back([&, thread, rank] {
        TestMachine machine(all, thread, Delays(crew.delays, thread, rank));
        f(Member{machine, rank, thread % per_rank, per_rank, ranks[rank], all});
      });
    }
  }
  return failed == 0;
}

}  // namespace assay::ASSAY_TARGET
