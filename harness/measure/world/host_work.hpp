// One rank's part of a case between hosts: MPI alone, on memory of the host.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/measure/cpu_memory.hpp"
#include "harness/measure/world/rank_work.hpp"
#include "harness/measure/world/world.hpp"
#include "harness/plan/rounds.hpp"
#include "kernels/machine/team.hpp"

namespace assay::measure {

/// What of this host the work needs.
struct HostWorkSettings {
  KernelTable kernels;
  Target target = Target::cpu_baseline;
  int processor = 0;  ///< that the rank is bound to
};

/// Sums over all ranks, or rounds of exchanges between the first ranks of the hosts. Inputs are
/// those of the kernel, so sums are exact, and every sample is compared on every rank. Numbers of a
/// sample: seconds that this rank took in each round, 0 where it paused.
class HostWork final : public RankWork {
 public:
  HostWork(World& world, const HostWorkSettings& settings);
  ~HostWork() override;

  void set_up(const Order& order) override;
  Sampled sample() override;
  Mismatch verify() override;
  std::optional<LibraryUse> library() override;

 private:
  void fill(int rank, std::byte* input);
  void sample_together(Sampled& sampled);
  void sample_rounds(Sampled& sampled);
  Seconds sample_group(const std::vector<std::uint32_t>& group, std::size_t place);
  void check_group(const std::vector<std::uint32_t>& group, std::size_t place, Mismatch& found);
  std::uint64_t elements() const;
  Group group(std::byte* input, std::byte* output, int rank, Mismatch* mismatch);

  World& world_;
  HostWorkSettings settings_;
  Team team_;
  CpuMemory memory_;
  const Kernel* kernel_ = nullptr;
  Parameters parameters_;
  Seconds patience_{};
  std::vector<plan::Round> rounds_;  ///< empty: all together
  std::vector<int> leaders_;         ///< the rank that speaks for each host
  std::byte *input_ = nullptr, *output_ = nullptr, *expected_ = nullptr;
  bool expected_is_known_ = false;  ///< of sums: the output that verify() found right
  Mismatch last_;                   ///< of the last sample of rounds
};

}  // namespace assay::measure
