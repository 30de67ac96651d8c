// What is a warp of the Hopper model, and how is it ordered with the others?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "kernels/machine/hopper_model_cluster.hpp"
#include "kernels/machine/hopper_model_wgmma.hpp"

namespace assay::model {

/// Roles, order, registers and ordinary accesses of hopper.hpp.
class HopperWarp {
 public:
  HopperWarp(HopperCluster& cluster, int thread)
      : cluster_(cluster),
        thread_(thread),
        me_(static_cast<std::size_t>(thread)),
        warp_(static_cast<std::uint32_t>(thread) % cluster.options.warps()),
        block_(cluster.blocks[static_cast<std::uint32_t>(thread) / cluster.options.warps()]) {
    known_.seen[me_] = 1;
    registers_.warp = warp_ % HopperOptions::kWarpsOfGroup;
    WarpRegisters::mine() = &registers_;
  }
  HopperWarp(const HopperWarp&) = delete;
  HopperWarp& operator=(const HopperWarp&) = delete;

  std::uint32_t block() const { return block_.block; }
  std::uint32_t blocks() const { return cluster_.options.blocks; }
  std::uint32_t cluster_rank() const { return block_.rank; }
  std::uint32_t warpgroup() const { return warp_ / HopperOptions::kWarpsOfGroup; }
  std::uint32_t processor() const { return block_.block; }
  std::uint32_t shared_base() const { return kSharedBase; }

  template <class F>
  void block_leader(F f) {
    if (warp_ == 0) as_lanes(0, f);
  }
  template <class F>
  void leader(F f) {
    if (registers_.warp == 0) as_lanes(0, f);
  }
  template <class F>
  void warp_lanes(std::uint32_t count, F f) {
    for (std::uint32_t lane = 0; lane < count; ++lane) as_lanes(lane, [&] { f(lane); });
  }

  void sync() { meet(block_.all, "sync()"); }
  void warpgroup_sync() { meet(block_.groups[warpgroup()], "warpgroup_sync()"); }
  void cluster_sync() { meet(cluster_.meeting, "cluster_sync()"); }

  void fence_proxy_async() {
    known_.covered.join(known_.seen);
    fence_mbarrier_init();
    ++known_.seen[me_];
  }
  /// Of the barriers that the caller knows to be initialised.
  void fence_mbarrier_init() {
    for (auto& [at, trace] : block_.barriers) {
      if (trace.fenced.time == 0 && trace.initialised.known_to(known_))
        trace.fenced = {me_, known_.seen[me_]};
    }
  }

  template <std::uint32_t kRegisters>
  void decrease_registers() {
    require_registers(kRegisters);
    const std::lock_guard lock(block_.mutex);
    std::uint32_t& mine = block_.registers[warp_];
    if (kRegisters > mine) throw BrokenRule("setmaxnreg.dec to more registers than there are");
    block_.spare_registers += mine - kRegisters;
    mine = kRegisters;
  }
  /// Waits until other warps have given back what is asked for.
  template <std::uint32_t kRegisters>
  void increase_registers() {
    require_registers(kRegisters);
    const std::uint32_t mine = block_.registers[warp_];
    if (kRegisters < mine) throw BrokenRule("setmaxnreg.inc to fewer registers than there are");
    wait(
        [&] {
          const std::lock_guard lock(block_.mutex);
          if (block_.spare_registers < kRegisters - mine) return false;
          block_.spare_registers -= kRegisters - mine;
          block_.registers[warp_] = kRegisters;
          return true;
        },
        [] { return std::string("registers that others give back"); });
  }

  template <class V>
  V shared_load(std::uint32_t from) {
    require_access(from, sizeof(V));
    if (checked()) block_.shadow.read(from, sizeof(V), ordinary());
    V value;
    std::memcpy(&value, &block_.memory[from], sizeof value);
    return value;
  }
  template <class V>
  void shared_store(std::uint32_t to, const V& value) {
    require_access(to, sizeof(V));
    if (checked()) block_.shadow.write(to, sizeof(V), ordinary());
    std::memcpy(&block_.memory[to], &value, sizeof value);
  }

 protected:
  bool checked() const { return cluster_.checked(); }
  Accessor ordinary() const { return {me_, known_.seen[me_], true, known_}; }
  std::size_t new_agent() { return checked() ? cluster_.new_agent() : 0; }

  template <class Ready, class Describe>
  void wait(Ready ready, Describe describe) {
    cluster_.wait(thread_, ready, [&] { return name() + " for " + describe(); });
  }
  std::string name() const {
    return "block " + std::to_string(block_.block) + " warp " + std::to_string(warp_);
  }

  void require_whole_warp(const char* instruction) const {
    if (lanes_ != kWarpLanes) throw BrokenRule(std::string(instruction) + " by one lane of a warp");
  }
  void require_one_lane(const char* instruction) const {
    if (lanes_ != 1)
      throw BrokenRule(std::string(instruction) + " by all lanes of a warp, one copy each");
  }

  HopperCluster& cluster_;
  const int thread_;
  const std::size_t me_;
  const std::uint32_t warp_;
  HopperBlock& block_;
  Knowledge known_;
  WarpRegisters registers_;
  std::uint32_t lanes_ = kWarpLanes;  ///< that execute
  std::uint32_t lane_ = 0;            ///< the first of them

 private:
  template <class F>
  void as_lanes(std::uint32_t lane, F f) {
    if (lanes_ != kWarpLanes && lane != lane_) return;
    const std::uint32_t lanes = lanes_, before = lane_;
    lanes_ = 1;
    lane_ = lane;
    f();
    lanes_ = lanes;
    lane_ = before;
  }

  void meet(Meeting& meeting, const char* at) {
    require_whole_warp("a barrier of threads");
    const std::uint64_t generation = meeting.arrive(known_);
    ++known_.seen[me_];
    wait([&] { return meeting.over(generation); },
         [&] { return "the others at " + std::string(at); });
    if (checked()) known_.join(meeting.brought());
  }

  void require_registers(std::uint32_t count) const {
    require_whole_warp("setmaxnreg");
    if (count < 24 || count > 256 || count % 8 != 0)
      throw BrokenRule("setmaxnreg takes 24 to 256 registers, in steps of 8");
  }
  void require_access(std::uint32_t at, std::size_t bytes) const {
    if ((bytes != 4 && bytes != 8 && bytes != 16) || at % bytes != 0)
      throw BrokenRule("an access at " + std::to_string(at) + " is not aligned");
    block_.require_data(at, static_cast<std::uint32_t>(bytes));
  }
};

}  // namespace assay::model
