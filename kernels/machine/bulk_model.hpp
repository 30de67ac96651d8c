// Does a body that streams by bulk copies keep the protocol? The machine of machine/bulk.cuh on the
// CPU, doing what the PTX manual says each instruction does, and watching the order of accesses.
//
// Bulk copies run at the latest moment that is legal: loads when somebody waits for their barrier,
// stores when their group is waited for. What is used too early is then still old.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstring>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "kernels/machine/meeting.hpp"
#include "kernels/machine/race_check.hpp"
#include "kernels/machine/turns.hpp"

namespace assay::model {

struct BulkOptions {
  int threads = 2;  ///< of a block; with one alone a missing sync could not show
  int first = 0;    ///< thread that has the first turn
  std::uint32_t blocks = 1;
  std::uint32_t shared_bytes = 0;
  std::vector<std::span<const std::byte>> readable;  ///< global memory
  std::vector<std::span<const std::byte>> writable;
};

struct Copy {
  void* to;
  const void* from;
  std::uint32_t bytes;
};

/// An mbarrier. The time of a load that lands on it is the number of the phase, from 1.
struct Barrier {
  std::size_t agent;
  std::uint32_t arrivals, pending;
  std::int64_t transactions = 0;  ///< bytes expected and not yet landed
  Time phase = 0;                 ///< that are over
  std::deque<Copy> loads = {};
  Knowledge arriving = {}, over = {};

  void end_phase_if_due() {
    if (pending != 0 || transactions != 0) return;
    if (!loads.empty()) throw BrokenRule("a phase ends while loads are under way: expect_tx");
    ++phase;
    pending = arrivals;
    over = arriving;
  }
  void land_all() {
    constexpr std::uint32_t kPiece = 16;
    while (!loads.empty()) {
      Copy& copy = loads.front();
      std::memcpy(copy.to, copy.from, kPiece);
      transactions -= kPiece;
      copy = {static_cast<std::byte*>(copy.to) + kPiece,
              static_cast<const std::byte*>(copy.from) + kPiece, copy.bytes - kPiece};
      if (copy.bytes == 0) loads.pop_front();
      end_phase_if_due();
    }
  }
};

/// What the threads of a block share.
struct BulkState {
  static constexpr std::size_t kMaxBarriers = 16;

  BulkState(const BulkOptions& all, std::uint32_t block_idx)
      : options(all),
        block(block_idx),
        agents(2 * static_cast<std::size_t>(all.threads) + kMaxBarriers),
        shadow(all.shared_bytes),
        memory(all.shared_bytes, std::byte{0xFF}),
        turns(all.threads, all.first),
        meeting(all.threads) {}

  const BulkOptions& options;
  const std::uint32_t block;
  const std::size_t agents;
  Shadow shadow;
  std::vector<std::byte> memory;
  Turns turns;
  std::map<std::uint32_t, Barrier> barriers;  ///< by address
  Meeting meeting;                            ///< of sync()
};

/// One thread of a block.
class BulkMachine {
 public:
  BulkMachine(BulkState& state, int thread)
      : state_(state),
        thread_(thread),
        me_(static_cast<std::size_t>(thread)),
        my_stores_(static_cast<std::size_t>(state.options.threads) + me_) {
    known_.seen[me_] = 1;
  }

  std::uint32_t block() const { return state_.block; }
  std::uint32_t blocks() const { return state_.options.blocks; }

  template <class F>
  void leader(F f) const {
    if (thread_ == 0) f();
  }
  template <class F>
  void lanes(std::uint32_t count, F f) const {
    for (auto i = static_cast<std::uint32_t>(thread_); i < count;
         i += static_cast<std::uint32_t>(state_.options.threads)) {
      f(i);
    }
  }

  void sync() {
    const std::uint64_t generation = state_.meeting.arrive(known_);
    ++known_.seen[me_];
    state_.turns.wait(
        thread_, [&] { return state_.meeting.over(generation); },
        [] { return std::string("the others at sync()"); });
    known_.join(state_.meeting.brought());
  }

  void mbarrier_init(std::uint32_t barrier, std::uint32_t arrivals) {
    if (state_.barriers.size() == BulkState::kMaxBarriers || arrivals == 0)
      throw BrokenRule("an mbarrier too many, or without arrivals");
    state_.shadow.write(barrier, 8, ordinary());
    state_.barriers.insert_or_assign(barrier,
                                     Barrier{.agent = state_.agents - 1 - state_.barriers.size(),
                                             .arrivals = arrivals,
                                             .pending = arrivals});
  }

  void mbarrier_arrive_expect_tx(std::uint32_t barrier, std::uint32_t bytes) {
    Barrier& b = at(barrier);
    state_.shadow.read(barrier, 8, ordinary());
    if (b.pending == 0) throw BrokenRule("an arrival too many at an mbarrier");
    b.transactions += bytes;
    --b.pending;
    b.arriving.seen.join(known_.seen);
    ++known_.seen[me_];
    b.end_phase_if_due();
  }

  void mbarrier_wait(std::uint32_t barrier, std::uint32_t parity) {
    Barrier& b = at(barrier);
    state_.shadow.read(barrier, 8, ordinary());
    state_.turns.wait(
        thread_,
        [&] {
          if (b.phase % 2 == parity) b.land_all();
          return b.phase % 2 != parity;
        },
        [&] {
          return "phase " + std::to_string(b.phase) + " of the mbarrier at " +
                 std::to_string(barrier) + ", of which " + std::to_string(b.transactions) +
                 " bytes are expected and " + std::to_string(b.pending) + " arrivals";
        });
    known_.seen[b.agent] = b.phase;
    known_.join(b.over);
  }

  void bulk_load(std::uint32_t to, const void* from, std::uint32_t bytes, std::uint32_t barrier) {
    require_bulk(to, from, bytes, state_.options.readable);
    Barrier& b = at(barrier);
    state_.shadow.read(barrier, 8, bulk(my_stores_, 0));  // it will count down there
    state_.shadow.write(to, bytes, bulk(b.agent, b.phase + 1));
    b.loads.push_back({state_.memory.data() + to, from, bytes});
  }

  void bulk_store(void* to, std::uint32_t from, std::uint32_t bytes) {
    require_bulk(from, to, bytes, state_.options.writable);
    state_.shadow.read(from, bytes, bulk(my_stores_, known_.seen[my_stores_] + groups_time() + 1));
    open_.push_back({to, state_.memory.data() + from, bytes});
  }
  void bulk_commit() { groups_.push_back(std::move(open_)), open_.clear(); }
  template <int kPending>
  void bulk_wait_read() {
    while (groups_.size() > kPending) {
      for (const Copy& copy : groups_.front()) std::memcpy(copy.to, copy.from, copy.bytes);
      groups_.pop_front();
      ++known_.seen[my_stores_];
    }
  }

  void fence_proxy_async() {
    known_.covered.join(known_.seen);
    ++known_.seen[me_];
  }

  template <class V>
  V shared_load(std::uint32_t from) {
    state_.shadow.read(from, sizeof(V), ordinary());
    V value;
    std::memcpy(&value, state_.memory.data() + from, sizeof value);
    return value;
  }
  template <class V>
  void shared_store(std::uint32_t to, const V& value) {
    state_.shadow.write(to, sizeof(V), ordinary());
    std::memcpy(state_.memory.data() + to, &value, sizeof value);
  }

  /// Of a thread that is done.
  void end() const {
    if (!groups_.empty() || !open_.empty())
      throw BrokenRule("the block ends while bulk stores may still read its memory");
  }

 private:
  Accessor ordinary() const { return {me_, known_.seen[me_], true, known_}; }
  Accessor bulk(std::size_t agent, Time time) const { return {agent, time, false, known_}; }
  Time groups_time() const { return static_cast<Time>(groups_.size()); }

  Barrier& at(std::uint32_t barrier) {
    const auto found = state_.barriers.find(barrier);
    if (found == state_.barriers.end())
      throw BrokenRule("no mbarrier is initialised at " + std::to_string(barrier));
    return found->second;
  }

  static void require_bulk(std::uint32_t shared, const void* global, std::uint32_t bytes,
                           const std::vector<std::span<const std::byte>>& allowed) {
    const auto* const begin = static_cast<const std::byte*>(global);
    if (bytes == 0 || bytes % 16 != 0 || shared % 16 != 0 ||
        reinterpret_cast<std::uintptr_t>(begin) % 16 != 0)
      throw BrokenRule("a bulk copy is not of whole, aligned 16 bytes");
    for (const auto& memory : allowed) {
      if (begin >= memory.data() && begin + bytes <= memory.data() + memory.size()) return;
    }
    throw BrokenRule("a bulk copy leaves the arrays");
  }

  BulkState& state_;
  int thread_;
  std::size_t me_, my_stores_;
  Knowledge known_;
  std::vector<Copy> open_;
  std::deque<std::vector<Copy>> groups_;
};

/// Runs body(machine) on every thread of every block, one block after the other. The first rule
/// that was broken, or nothing.
template <class Body>
std::string run_bulk(const BulkOptions& options, const Body& body) {
  for (std::uint32_t block = 0; block < options.blocks; ++block) {
    BulkState state(options, block);
    std::string broken = state.turns.run([&](int thread) {
      BulkMachine machine(state, thread);
      body(machine);
      machine.end();
    });
    for (const auto& [address, barrier] : state.barriers) {
      if (broken.empty() && !barrier.loads.empty())
        broken = "the block ends while bulk loads are under way";
    }
    if (!broken.empty()) return broken;
  }
  return {};
}

}  // namespace assay::model
