// A block of real threads on the CPU: what shows that a kernel body synchronises where it must.
//
// The measured CPU machine runs a block on one thread, where a missing sync() changes nothing. Here
// a block has at least two, one of them can be held back at every step, and shared memory starts as
// NaN. Under ThreadSanitizer every missing sync() is reported; without it the delay makes the
// result wrong.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <barrier>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <thread>
#include <vector>

namespace assay::model {

/// Memory and barrier of one block.
class Block {
 public:
  Block(int threads, std::uint64_t shared_bytes) : threads_(threads), barrier_(threads) {
    if (threads < 2)
      throw std::invalid_argument("a model block needs two threads, or sync() cannot be tested");
    memory_.resize(shared_bytes + kAlignment, std::byte{0xFF});
  }

  int threads() const { return threads_; }
  std::barrier<>& barrier() { return barrier_; }
  std::byte* memory() {
    const auto address = reinterpret_cast<std::uintptr_t>(memory_.data());
    return memory_.data() + (kAlignment - address % kAlignment) % kAlignment;
  }

 private:
  static constexpr std::size_t kAlignment = 64;
  int threads_;
  std::barrier<> barrier_;
  std::vector<std::byte> memory_;
};

/// The BlockMachine of kernels/machine/cpu.hpp and gpu.cuh, for one thread of a model block.
class BlockMachine {
 public:
  static constexpr bool kStagesAlone = false;

  struct Position {
    std::uint32_t block, blocks;
    int thread;
  };
  BlockMachine(Block& block, Position position, std::chrono::microseconds delay)
      : block_(block), position_(position), delay_(delay), free_(block.memory()) {}

  std::uint32_t block() const { return position_.block; }
  std::uint32_t blocks() const { return position_.blocks; }

  template <class Shared>
  Shared& shared() {
    Shared& result = *reinterpret_cast<Shared*>(free_);
    free_ += sizeof(Shared);
    return result;
  }

  template <class T, int kLanes>
  class PerLane {
   public:
    explicit PerLane(const BlockMachine& machine) : of_(reinterpret_cast<T*>(machine.free_)) {}
    T& operator[](int lane) { return of_[lane]; }

   private:
    T* of_;
  };

  void sync() const { block_.barrier().arrive_and_wait(); }

  template <class F>
  void lanes(int count, F f) const {
    std::this_thread::sleep_for(delay_);
    for (int i = position_.thread; i < count; i += block_.threads()) f(i);
  }

  template <class Values, class F>
  void each(Values& values, int count, F f) const {
    lanes(count, [&](int lane) { f(lane, values[lane]); });
  }

 private:
  Block& block_;
  Position position_;
  std::chrono::microseconds delay_;
  std::byte* free_;
};

struct Options {
  int threads = 2;  ///< of a block
  std::uint32_t blocks = 1;
  std::uint64_t shared_bytes = 0;
  int slow_thread = -1;  ///< held back by `delay` at every step
  std::chrono::microseconds delay{2000};
};

/// Runs body(machine) on every thread of every block, one block after the other.
template <class Body>
void run(const Options& options, const Body& body) {
  for (std::uint32_t index = 0; index < options.blocks; ++index) {
    Block block(options.threads, options.shared_bytes);
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < options.threads; ++thread) {
      threads.emplace_back([&, thread] {
        const auto delay =
            thread == options.slow_thread ? options.delay : std::chrono::microseconds(0);
        BlockMachine machine(block, {index, options.blocks, thread}, delay);
        body(machine);
      });
    }
  }
}

}  // namespace assay::model
