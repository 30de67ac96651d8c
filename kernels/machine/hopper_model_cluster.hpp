// What do the warps of a cluster share in the Hopper model: memory, barriers, registers, turns?
//
// A thread is a warp and executes all its lanes. Checked, warps take turns, order is asked of
// vector clocks, and what is asynchronous happens as late (or as early) as is legal. Free, they run
// at once on real threads, for the sanitizers.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "kernels/machine/free_threads.hpp"
#include "kernels/machine/hopper.hpp"
#include "kernels/machine/hopper_model_mbarrier.hpp"
#include "kernels/machine/hopper_model_tensor.hpp"
#include "kernels/machine/meeting.hpp"
#include "kernels/machine/race_check.hpp"
#include "kernels/machine/turns.hpp"

namespace assay::model {

enum class Watch : std::uint8_t { checked, free };

/// When loads of tensors land: once somebody waits for their barrier, or at once.
enum class Landing : std::uint8_t { latest, earliest };

struct HopperOptions {
  std::uint32_t blocks = 1, cluster = 1, warpgroups = 3;
  std::uint32_t shared_bytes = 0;
  std::uint32_t registers = 0;  ///< of a lane at launch; 0: as many as there are
  int first = 0;                ///< warp of the cluster that has the first turn
  Watch watch = Watch::checked;
  Landing landing = Landing::latest;
  std::vector<std::span<const std::byte>> readable = {};  ///< global memory
  std::vector<std::span<const std::byte>> writable = {};

  std::uint32_t warps() const { return warpgroups * kWarpsOfGroup; }
  std::uint32_t launch_registers() const {
    constexpr std::uint32_t kAll = 65536, kMost = 248;
    const std::uint32_t share = kAll / (warps() * 32) / 8 * 8;
    return registers != 0 ? registers : share < kMost ? share : kMost;
  }
  static constexpr std::uint32_t kWarpsOfGroup = 4;
};

inline constexpr std::uint32_t kSharedBase = hopper::kSwizzleAlignment;

/// Something one agent did at one time.
struct Epoch {
  std::size_t agent = 0;
  Time time = 0;
  bool known_to(const Knowledge& known) const { return known.seen[agent] >= time; }
};

/// A box on its way to shared memory.
struct TensorLoad {
  TensorMap map;
  BoxAt at;
  std::uint32_t to;
  std::uint32_t landed = 0;  ///< pieces
};

/// What the checker knows of an mbarrier besides its word. The time of a load that lands there is
/// the number of the phase, from 1.
struct BarrierTrace {
  std::size_t agent;
  Epoch initialised, fenced = {};
  Time phase = 0;  ///< that are over
  std::deque<TensorLoad> loads = {};
  Time last_load = 0;
  std::vector<Epoch> remote = {};  ///< what other blocks did here
  Knowledge arriving = {}, over = {};

  void end_phase() {
    if (!loads.empty()) throw BrokenRule("a phase ends while loads are under way: expect_tx");
    ++phase;
    over = arriving;
  }
};

/// What the warps of a block share.
struct HopperBlock {
  HopperBlock(const HopperOptions& options, std::uint32_t number, std::uint32_t cluster_rank)
      : block(number),
        rank(cluster_rank),
        memory(kSharedBase + options.shared_bytes, std::byte{0xFF}),
        shadow(options.watch == Watch::checked ? kSharedBase + options.shared_bytes : 0),
        all(static_cast<int>(options.warps())),
        live(options.warps()),
        registers(options.warps(), options.launch_registers()),
        issued(options.warpgroups) {
    for (std::uint32_t g = 0; g < options.warpgroups; ++g)
      groups.emplace_back(static_cast<int>(HopperOptions::kWarpsOfGroup));
  }

  BarrierTrace& trace(std::uint32_t barrier) {
    const auto found = barriers.find(barrier);
    if (found == barriers.end())
      throw BrokenRule("no mbarrier is initialised at " + std::to_string(barrier));
    return found->second;
  }
  SharedWord word(std::uint32_t barrier) {
    require_inside(barrier, sizeof(std::uint64_t));
    if (barrier % sizeof(std::uint64_t) != 0) throw BrokenRule("an mbarrier is not aligned");
    return SharedWord(&memory[barrier]);
  }
  void require_inside(std::uint32_t at, std::uint32_t bytes) const {
    if (at < kSharedBase || at > memory.size() || memory.size() - at < bytes)
      throw BrokenRule("an access at " + std::to_string(at) + " is outside shared memory");
  }
  /// Data and barriers do not mix.
  void require_data(std::uint32_t at, std::uint32_t bytes) const {
    require_inside(at, bytes);
    const auto next = barriers.lower_bound(at < 8 ? 0 : at - 7);
    if (next != barriers.end() && next->first < at + bytes)
      throw BrokenRule("data at " + std::to_string(at) + " meets an mbarrier");
  }
  std::string describe_barriers() const {
    std::string text;
    for (const auto& [at, trace] : barriers) {
      std::uint64_t bits;
      std::memcpy(&bits, &memory[at], sizeof bits);
      text += "\n  block " + std::to_string(block) + ", mbarrier at " + std::to_string(at) + ": " +
              BarrierWord::from(bits).describe() + ", " + std::to_string(trace.loads.size()) +
              " loads under way, " + std::to_string(trace.phase) + " phases over";
    }
    return text;
  }

  const std::uint32_t block, rank;
  std::vector<std::byte> memory;  ///< by shared address
  Shadow shadow;
  std::map<std::uint32_t, BarrierTrace> barriers;  ///< by address; empty where nobody checks
  Meeting all;
  std::deque<Meeting> groups;
  std::mutex mutex;                               ///< of what follows
  std::uint32_t live;                             ///< warps
  std::vector<std::uint32_t> registers;           ///< of a lane, by warp
  std::uint32_t spare_registers = 0;              ///< given back, of a lane of one warp
  std::vector<std::deque<std::uint64_t>> issued;  ///< what each warpgroup's wgmma were
  bool ended = false;
  Knowledge at_end;  ///< what the warps that are done knew
};

class HopperCluster {
 public:
  HopperCluster(const HopperOptions& all, std::uint32_t first_block)
      : options(all),
        meeting(static_cast<int>(all.warps() * all.cluster)),
        turns_(static_cast<int>(all.warps() * all.cluster), all.first),
        agents_(std::size_t{all.warps()} * all.cluster) {
    for (std::uint32_t rank = 0; rank < all.cluster; ++rank)
      blocks.emplace_back(all, first_block + rank, rank);
  }

  bool checked() const { return options.watch == Watch::checked; }
  std::size_t new_agent() { return agents_++; }

  template <class Body>
  std::string run(const Body& body) {
    if (!checked()) return free_.run(static_cast<int>(options.warps() * options.cluster), body);
    std::string broken = turns_.run(body);
    if (broken.find("deadlock") != std::string::npos) {
      for (const HopperBlock& each : blocks) broken += each.describe_barriers();
    }
    return broken;
  }
  template <class Ready, class Describe>
  void wait(int me, Ready ready, Describe describe) {
    if (checked())
      turns_.wait(me, ready, describe);
    else
      free_.wait(ready, describe);
  }

  void land_all(HopperBlock& block, std::uint32_t barrier) {
    BarrierTrace& trace = block.trace(barrier);
    while (!trace.loads.empty()) {
      TensorLoad& load = trace.loads.front();
      land(block, load, load.landed++);
      if (load.landed == load.map.pieces()) trace.loads.pop_front();
      complete(block, barrier, kChunkBytes);
    }
  }
  void land_now(HopperBlock& block, const TensorLoad& load, std::uint32_t barrier) {
    for (std::uint32_t p = 0; p < load.map.pieces(); ++p) land(block, load, p);
    complete(block, barrier, load.map.box_bytes());
  }

  void require_readable(const std::byte* at, std::uint32_t bytes) const {
    require(options.readable, at, bytes, "a load leaves the arrays");
  }
  void require_writable(const std::byte* at, std::uint32_t bytes) const {
    require(options.writable, at, bytes, "a store leaves the arrays");
  }

  const HopperOptions& options;
  std::deque<HopperBlock> blocks;
  Meeting meeting;

 private:
  void land(HopperBlock& block, const TensorLoad& load, std::uint32_t number) const {
    const Piece piece = load.map.piece(load.at, load.to, number);
    std::byte* const to = &block.memory[piece.shared];
    std::memset(to, 0, kChunkBytes);
    if (piece.bytes() == 0) return;
    require_readable(piece.global, piece.bytes());
    std::memcpy(to + piece.begin, piece.global, piece.bytes());
  }
  void complete(HopperBlock& block, std::uint32_t barrier, std::uint32_t bytes) {
    const bool over = block.word(barrier).change([&](BarrierWord& word) { word.complete(bytes); });
    if (over && checked()) block.trace(barrier).end_phase();
  }
  static void require(const std::vector<std::span<const std::byte>>& allowed, const std::byte* at,
                      std::uint32_t bytes, const char* broken) {
    for (const auto& memory : allowed) {
      if (at >= memory.data() && at + bytes <= memory.data() + memory.size()) return;
    }
    throw BrokenRule(broken);
  }

  Turns turns_;
  FreeThreads free_;
  std::size_t agents_;
};

}  // namespace assay::model
