// When does a warp of the Hopper model wait for a barrier, and when do its tensor copies happen?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "kernels/machine/hopper_model_warp.hpp"

namespace assay::model {

/// Barriers and copies of boxes of hopper.hpp.
class HopperCopies : public HopperWarp {
 public:
  using HopperWarp::HopperWarp;
  using TensorMap = model::TensorMap;

  void mbarrier_init(std::uint32_t at, std::uint32_t arrivals) {
    require_one_lane("mbarrier.init");
    const std::uint64_t bits = BarrierWord::initial(arrivals).bits();
    block_.word(at);  // is aligned and inside
    if (checked()) {
      block_.shadow.write(at, sizeof bits, ordinary());
      if (!block_.barriers
               .try_emplace(
                   at, BarrierTrace{.agent = new_agent(), .initialised = {me_, known_.seen[me_]}})
               .second)
        throw BrokenRule("an mbarrier is initialised twice");
    }
    std::memcpy(&block_.memory[at], &bits, sizeof bits);
  }

  void mbarrier_arrive(std::uint32_t at) { arrive(block_, at, 0); }
  void mbarrier_arrive_at(std::uint32_t at, std::uint32_t rank) { arrive(of_rank(rank), at, 0); }
  void mbarrier_arrive_expect_tx(std::uint32_t at, std::uint32_t bytes) {
    arrive(block_, at, bytes);
  }

  void mbarrier_wait(std::uint32_t at, std::uint32_t parity) {
    SharedWord word = block_.word(at);
    if (checked()) require_initialised(block_, at);
    wait(
        [&] {
          if (checked() && !word.load().is_over(parity)) cluster_.land_all(block_, at);
          return word.load().is_over(parity);
        },
        [&] {
          return "parity " + std::to_string(parity) + " of the mbarrier at " + std::to_string(at) +
                 ": " + word.load().describe();
        });
    if (!checked()) return;
    const BarrierTrace& trace = block_.trace(at);
    known_.seen[trace.agent] = std::max(known_.seen[trace.agent], trace.phase);
    known_.join(trace.over);
  }

  void prefetch_map(const TensorMap&) const {}

  void tensor_load(std::uint32_t to, const TensorMap& map, std::int64_t x, std::int64_t y,
                   std::uint32_t barrier) {
    load(block_, {map, {x, y}, to}, barrier);
  }
  void tensor_load_multicast(std::uint32_t to, const TensorMap& map, std::int64_t x, std::int64_t y,
                             std::uint32_t barrier, std::uint32_t mask) {
    if (mask == 0 || mask >> cluster_.options.cluster != 0)
      throw BrokenRule("a multicast mask names blocks that the cluster does not have");
    for (std::uint32_t rank = 0; rank < cluster_.options.cluster; ++rank) {
      if ((mask >> rank & 1) != 0) load(of_rank(rank), {map, {x, y}, to}, barrier);
    }
  }

  void tensor_store(const TensorMap& map, std::int64_t x, std::int64_t y, std::uint32_t from) {
    require_one_lane("a tensor store");
    require_box(block_, map, from);
    Stores& mine = stores(lane_);
    if (checked())
      block_.shadow.read(from, map.box_bytes(),
                         {mine.agent, mine.next_time(), false, known_, "a tensor store"});
    mine.open.push_back({map, {x, y}, from});
  }
  void bulk_commit() {
    each_lane([](Stores& mine) {
      mine.groups.push_back(std::move(mine.open));
      mine.open.clear();
    });
  }
  template <std::uint32_t kPending>
  void bulk_wait_read() {
    each_lane([&](Stores& mine) {
      while (mine.groups.size() > kPending) {
        for (const Store& store : mine.groups.front()) write_box(store);
        mine.groups.pop_front();
        known_.seen[mine.agent] = ++mine.done;
      }
    });
  }
  template <std::uint32_t kPending>
  void bulk_wait() {
    bulk_wait_read<kPending>();
  }

 protected:
  void end_copies() const {
    for (const auto& [lane, mine] : stores_) {
      if (!mine.open.empty() || !mine.groups.empty())
        throw BrokenRule("the block ends while bulk stores may still read its memory");
    }
  }

 private:
  struct Store {
    TensorMap map;
    BoxAt at;
    std::uint32_t from;
  };
  /// Of one lane.
  struct Stores {
    std::size_t agent = 0;
    Time done = 0;  ///< groups
    std::vector<Store> open = {};
    std::deque<std::vector<Store>> groups = {};

    Time next_time() const { return done + static_cast<Time>(groups.size()) + 1; }
  };

  Stores& stores(std::uint32_t lane) {
    const auto [at, is_new] = stores_.try_emplace(lane);
    if (is_new) at->second.agent = new_agent();
    return at->second;
  }
  template <class F>
  void each_lane(F f) {
    if (lanes_ == 1) return f(stores(lane_));
    for (auto& [lane, mine] : stores_) f(mine);
  }

  HopperBlock& of_rank(std::uint32_t rank) {
    if (rank >= cluster_.options.cluster)
      throw BrokenRule("the cluster has no block " + std::to_string(rank));
    return cluster_.blocks[rank];
  }

  /// The barrier may be used by ordinary operations of the caller.
  BarrierTrace& require_initialised(HopperBlock& block, std::uint32_t at) {
    if (block.ended) throw BrokenRule("an operation aims at a block that has ended");
    BarrierTrace& trace = block.trace(at);
    if (!trace.initialised.known_to(known_))
      throw BrokenRule("an mbarrier is not ordered after a write, its mbarrier.init");
    return trace;
  }

  void arrive(HopperBlock& block, std::uint32_t at, std::uint32_t bytes) {
    BarrierTrace* const trace = checked() ? &require_initialised(block, at) : nullptr;
    if (trace != nullptr) {
      trace->arriving.join(known_);
      if (&block != &block_) trace->remote.push_back({me_, known_.seen[me_]});
      ++known_.seen[me_];
    }
    const auto count = static_cast<std::int32_t>(lanes_);
    const bool over = block.word(at).change([&](BarrierWord& word) {
      word.expect(std::int64_t{bytes} * count);
      word.arrive(count);
    });
    if (over && trace != nullptr) trace->end_phase();
  }

  static void require_box(const HopperBlock& block, const TensorMap& map, std::uint32_t at) {
    if (at % map.alignment() != 0)
      throw BrokenRule("a box at " + std::to_string(at) + " does not begin where its pattern does");
    block.require_data(at, map.box_bytes());
  }

  void load(HopperBlock& block, const TensorLoad& load, std::uint32_t barrier) {
    require_one_lane("a tensor load");
    if (checked()) {
      BarrierTrace& trace = require_initialised(block, barrier);
      if (trace.fenced.time == 0 || !trace.fenced.known_to(known_))
        throw BrokenRule(
            "a load completes on an mbarrier without fence.mbarrier_init or fence.proxy.async");
      require_box(block, load.map, load.to);
      block.shadow.write(load.to, load.map.box_bytes(),
                         {trace.agent, trace.phase + 1, false, known_, "a tensor load"});
      trace.last_load = trace.phase + 1;
      if (cluster_.options.landing == Landing::latest) {
        trace.loads.push_back(load);
        return;
      }
    }
    require_box(block, load.map, load.to);
    cluster_.land_now(block, load, barrier);
  }

  void write_box(const Store& store) const {
    for (std::uint32_t p = 0; p < store.map.pieces(); ++p) {
      const Piece piece = store.map.piece(store.at, store.from, p);
      if (piece.bytes() == 0) continue;
      cluster_.require_writable(piece.global, piece.bytes());
      std::memcpy(piece.global, &block_.memory[piece.shared + piece.begin], piece.bytes());
    }
  }

  std::map<std::uint32_t, Stores> stores_;  ///< by lane
};

}  // namespace assay::model
