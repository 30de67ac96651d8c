// Does a body for the tensor cores of single warps keep the rules of the PTX ISA? The machine of
// machine/warp_mma.hpp on the CPU, doing what the manual says each instruction does, and watching
// the order of accesses.
//
// A warp is one thread of the model; its lanes go one after the other. Copies land at the latest
// moment that is legal, when their group is waited for. Between two synchronisations of its warp a
// lane knows what it did itself and nothing of the others, nor that any copy has landed: a lane
// that reads its own copies without one is reported too, though the manual allows it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <cstring>
#include <deque>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kernels/machine/meeting.hpp"
#include "kernels/machine/race_check.hpp"
#include "kernels/machine/turns.hpp"
#include "kernels/machine/warp_mma_fragments.hpp"

namespace assay::model {

struct WarpOptions {
  std::uint32_t warps = 2;  ///< of a block
  int first = 0;            ///< warp that has the first turn
  std::uint32_t blocks = 1;
  std::uint32_t shared_bytes = 0;
  std::vector<std::span<const std::byte>> readable;  ///< global memory
  std::vector<std::span<const std::byte>> writable;
};

/// What the warps of a block share.
struct WarpBlock {
  WarpBlock(const WarpOptions& all, std::uint32_t index)
      : options(all),
        block(index),
        shadow(all.shared_bytes, 4),
        memory(all.shared_bytes, std::byte{0xFF}),
        turns(static_cast<int>(all.warps), all.first),
        meeting(static_cast<int>(all.warps)) {}

  const WarpOptions& options;
  const std::uint32_t block;
  Shadow shadow;
  std::vector<std::byte> memory;
  Turns turns;
  Meeting meeting;  ///< of sync()
};

/// One warp of a block.
class WarpMachine {
 public:
  template <class T>
  using PerLane = model::PerLane<T>;

  WarpMachine(WarpBlock& block, int thread)
      : block_(block), thread_(thread), warp_(static_cast<std::uint32_t>(thread)) {}

  std::uint32_t block() const { return block_.block; }
  std::uint32_t warp() const { return warp_; }
  std::uint32_t processor() const { return 100 + block_.block; }

  template <class F>
  void lanes(F f) const {
    for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane) f(lane);
  }
  template <class F>
  void block_leader(F f) const {
    if (warp_ == 0) f();
  }

  void warp_sync() {
    for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane) known_.seen[agent(lane)] = epoch_;
    known_.seen[copies_agent()] = landed_;
    ++epoch_;
  }
  void sync() {
    warp_sync();
    const std::uint64_t mine = block_.meeting.arrive(known_);
    block_.turns.wait(
        thread_, [&] { return block_.meeting.over(mine); },
        [] { return std::string("the other warps at sync()"); });
    known_.join(block_.meeting.brought());
  }

  [[gnu::noinline]] void cp_async(std::uint32_t lane, std::uint32_t to, const void* from,
                                  std::uint32_t bytes) {
    const auto* const begin = static_cast<const std::byte*>(from);
    if (bytes > kCopyBytes || to % kCopyBytes != 0 || !is_aligned(begin))
      throw BrokenRule("a copy is not of 16 aligned bytes");
    if (bytes > 0) require_within(begin, bytes, block_.options.readable, "a copy reads");
    const Time group = landed_ + static_cast<Time>(groups_.size()) + 1;
    as_lane(lane, [&] {
      block_.shadow.write(to, kCopyBytes, {copies_agent(), group, true, known_, "a copy"});
    });
    open_.push_back({to, begin, bytes});
  }
  void cp_async_commit() { groups_.push_back(std::exchange(open_, {})); }
  template <int kPending>
  void cp_async_wait() {
    while (groups_.size() > kPending) {
      for (const Copy& copy : groups_.front()) {
        std::byte* const to = block_.memory.data() + copy.to;
        std::memset(to, 0, kCopyBytes);
        if (copy.bytes > 0) std::memcpy(to, copy.from, copy.bytes);
      }
      groups_.pop_front();
      ++landed_;
    }
  }

  template <bool kTransposed, class At>
  [[gnu::noinline]] void ldmatrix(PerLane<MmaWords>& to, At at) {
    MmaMatrices matrices;
    for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane)
      matrices[lane / 8][lane % 8] = shared_load<MmaChunk>(lane, at(lane));
    to = kTransposed ? transposed_words(matrices) : words(matrices);
  }

  template <DataType kType, class Sum>
  void mma(PerLane<MmaSums<Sum>>& d, const PerLane<MmaWords>& a, const PerLane<MmaWords>& b,
           int half) const {
    multiply<kType>(d, a, b, half);
  }
  void mma_f64(PerLane<MmaSums<double>>& d, const PerLane<MmaDoubles>& upper,
               const PerLane<MmaDoubles>& lower, const PerLane<MmaDoubles>& b) const {
    multiply_f64(d, upper, lower, b);
  }

  template <class V>
  [[gnu::noinline]] V shared_load(std::uint32_t lane, std::uint32_t at) {
    as_lane(lane, [&] { block_.shadow.read(at, sizeof(V), accessor(lane)); });
    V value;
    std::memcpy(&value, block_.memory.data() + at, sizeof value);
    return value;
  }
  template <class V>
  [[gnu::noinline]] void shared_store(std::uint32_t lane, std::uint32_t at, const V& value) {
    as_lane(lane, [&] { block_.shadow.write(at, sizeof(V), accessor(lane)); });
    std::memcpy(block_.memory.data() + at, &value, sizeof value);
  }
  void global_store(std::uint32_t, void* to, const MmaChunk& bits) const {
    auto* const begin = static_cast<std::byte*>(to);
    if (!is_aligned(begin)) throw BrokenRule("a store of 16 bytes is not aligned");
    require_within(begin, sizeof bits, block_.options.writable, "a store writes");
    std::memcpy(to, &bits, sizeof bits);
  }

  /// Of a warp that is done.
  void end() const {
    if (!open_.empty()) throw BrokenRule("the block ends with copies of no group");
    for (const auto& group : groups_) {
      if (!group.empty()) throw BrokenRule("the block ends while copies are under way");
    }
  }

 private:
  struct Copy {
    std::uint32_t to;
    const std::byte* from;
    std::uint32_t bytes;
  };
  static constexpr std::uint32_t kCopyBytes = 16;

  std::size_t agent(std::uint32_t lane) const { return warp_ * kWarpLanes + lane; }
  std::size_t copies_agent() const { return block_.options.warps * kWarpLanes + warp_; }
  Accessor accessor(std::uint32_t lane) const { return {agent(lane), epoch_, true, known_}; }

  /// f() with what that lane knows of itself.
  template <class F>
  void as_lane(std::uint32_t lane, F f) {
    Time& mine = known_.seen[agent(lane)];
    const Time before = std::exchange(mine, epoch_);
    f();
    known_.seen[agent(lane)] = before;
  }

  static bool is_aligned(const std::byte* at) {
    return reinterpret_cast<std::uintptr_t>(at) % kCopyBytes == 0;
  }
  static void require_within(const std::byte* begin, std::size_t bytes,
                             const std::vector<std::span<const std::byte>>& allowed,
                             const char* what) {
    for (const auto& memory : allowed) {
      if (begin >= memory.data() && begin + bytes <= memory.data() + memory.size()) return;
    }
    throw BrokenRule(std::string(what) + " outside the arrays");
  }

  WarpBlock& block_;
  int thread_;
  std::uint32_t warp_;
  Time epoch_ = 1;   ///< synchronisations of the warp, and one
  Time landed_ = 0;  ///< groups of copies
  Knowledge known_;
  std::vector<Copy> open_;
  std::deque<std::vector<Copy>> groups_;
};

/// Runs body(machine) on every warp of every block, one block after the other. The first rule that
/// was broken, or nothing.
template <class Body>
std::string run_warps(const WarpOptions& options, const Body& body) {
  for (std::uint32_t index = 0; index < options.blocks; ++index) {
    WarpBlock block(options, index);
    const std::string broken = block.turns.run([&](int thread) {
      WarpMachine machine(block, thread);
      body(machine);
      machine.end();
    });
    if (!broken.empty()) return broken;
  }
  return {};
}

}  // namespace assay::model
