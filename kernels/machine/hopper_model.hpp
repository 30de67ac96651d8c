// Does a body for Hopper's tensor cores keep the rules of the PTX ISA? model::HopperMachine is the
// machine of machine/hopper.hpp on the CPU, doing what the manual says each instruction does.
//
// wgmma reads its operands when its group is waited for, and stores when theirs is: what is reused
// too early is then already new. Each warp is one thread and does its 16 of the 64 rows; what its
// own wait_group covers is what it has read itself, so a stage is free when all four have said so.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "kernels/machine/hopper_model_copies.hpp"

namespace assay::model {

class HopperMachine : public HopperCopies {
 public:
  HopperMachine(HopperCluster& cluster, int thread)
      : HopperCopies(cluster, thread), groups_agent_(new_agent()) {}

  template <DataType kType, std::uint32_t kColumns>
  using Accumulator = model::Accumulator<kType, kColumns>;

  void wgmma_fence() {
    require_whole_warp("wgmma.fence");
    ++registers_.fences;
  }

  template <hopper::Major kA, hopper::Major kB, DataType kType, std::uint32_t kColumns>
  void wgmma(model::Accumulator<kType, kColumns>& sum, std::uint64_t a, std::uint64_t b,
             bool accumulate) {
    require_whole_warp("wgmma");
    constexpr std::uint32_t kElement = hopper::element_bytes(kType);
    const OperandView left(a, kA, kElement), right(b, kB, kElement);
    if (checked()) {
      require_same(a * 31 + b * 2 + (accumulate ? 1 : 0));
      note_reads<kType>(left, kA, registers_.warp * kWarpRows, kWarpRows);
      note_reads<kType>(right, kB, 0, kColumns);
    }
    sum.issued();
    open_.push_back({[this, &sum, left, right, accumulate] {
      sum.multiply(block_.memory, left, kA, right, kB, accumulate);
      sum.completed();
    }});
  }
  void wgmma_commit() {
    require_whole_warp("wgmma.commit_group");
    groups_.push_back(std::exchange(open_, {}));
  }
  template <std::uint32_t kPending, class... Sums>
  void wgmma_wait(Sums&... sums) {
    require_whole_warp("wgmma.wait_group");
    while (groups_.size() > kPending) {
      for (const auto& run : groups_.front()) run();
      groups_.pop_front();
      known_.seen[groups_agent_] = ++done_;
    }
    (sums.named(), ...);
  }

  /// Of a warp that is done.
  void end() {
    end_copies();
    if (!open_.empty() || !groups_.empty())
      throw BrokenRule("the block ends while wgmma is under way");
    cluster_.meeting.excuse();
    const std::lock_guard lock(block_.mutex);
    block_.at_end.join(known_);
    if (--block_.live == 0) end_block();
  }
  void complain(const BrokenRule& rule) const { throw BrokenRule(name() + ": " + rule.what()); }

 private:
  template <DataType kType>
  void note_reads(const OperandView& view, hopper::Major major, std::uint32_t first,
                  std::uint32_t count) {
    const Time group = done_ + static_cast<Time>(groups_.size()) + 1;
    const Accessor by{groups_agent_, group, false, known_, "an operand of wgmma"};
    each_chunk<kType>(view, major, first, count,
                      [&](std::uint32_t at, std::uint32_t, std::uint32_t) {
                        block_.require_data(at, kChunkBytes);
                        block_.shadow.read(at, kChunkBytes, by);
                      });
  }

  /// The four warps of a warpgroup issue the same instructions.
  void require_same(std::uint64_t wgmma) {
    auto& all = block_.issued[warpgroup()];
    if (all.size() == issued_) all.push_back(wgmma);
    if (all[issued_++] != wgmma) throw BrokenRule("the warps of a warpgroup issue different wgmma");
  }

  /// All warps are done. Whatever other blocks still aimed at this one must have been seen by it:
  /// its shared memory is gone from now on.
  void end_block() {
    block_.ended = true;
    for (std::uint32_t w = 0; w < cluster_.options.warps(); ++w) {
      if (block_.registers[w] != block_.registers[w / 4 * 4])
        throw BrokenRule("setmaxnreg by a part of a warpgroup");
    }
    for (const auto& [at, trace] : block_.barriers) {
      const std::string where = " the mbarrier at " + std::to_string(at);
      if (!trace.loads.empty() || block_.at_end.seen[trace.agent] < trace.last_load)
        throw BrokenRule("the block ends while loads are under way to" + where);
      for (const Epoch& remote : trace.remote) {
        if (!remote.known_to(block_.at_end))
          throw BrokenRule("the block ends without having seen what another block did at" + where +
                           ": a cluster barrier is missing");
      }
    }
  }

  std::size_t groups_agent_;
  Time done_ = 0;  ///< groups of wgmma
  std::size_t issued_ = 0;
  std::vector<std::function<void()>> open_;
  std::deque<std::vector<std::function<void()>>> groups_;
};

/// Runs body(machine) on every warp of every block, one cluster after the other. The first rule
/// that was broken, or nothing.
template <class Body>
std::string run_hopper(const HopperOptions& options, const Body& body) {
  if (options.cluster == 0 || options.blocks % options.cluster != 0)
    return "the blocks are not whole clusters";
  if (options.launch_registers() * options.warps() * kWarpLanes > 65536)
    return "a block has 65536 registers";
  for (std::uint32_t block = 0; block < options.blocks; block += options.cluster) {
    HopperCluster cluster(options, block);
    std::string broken = cluster.run([&](int thread) {
      HopperMachine machine(cluster, thread);
      try {
        body(machine);
        machine.end();
      } catch (const BrokenRule& rule) {
        machine.complain(rule);
      }
    });
    if (!broken.empty()) return broken;
  }
  return {};
}

}  // namespace assay::model
