// One rank's part of a case between GPUs of several processes: NCCL, on those that it holds.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <memory>
#include <vector>

#include "harness/measure/group_world.hpp"
#include "harness/measure/world/outcome.hpp"
#include "harness/measure/world/rank_work.hpp"
#include "harness/measure/world/world.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// Opens the GPUs of this process as a part of all.
using OpenGroup = std::function<std::unique_ptr<DeviceSession>(
    const std::vector<plan::DeviceId>& gpus, GroupWorld world)>;

/// Numbers of a sample: for each GPU seconds, and wrong elements.
class GpuWork final : public RankWork {
 public:
  GpuWork(World& world, OpenGroup open, KernelTable kernels);

  void set_up(const Order& order) override;
  Sampled sample() override;
  Mismatch verify() override;
  DeviceSession* devices() override { return session_.get(); }
  std::optional<LibraryUse> library() override { return session_->library(); }

 private:
  NcclWorld join(const NcclLibrary& library);

  World& world_;
  OpenGroup open_;
  KernelTable kernels_;
  std::vector<plan::DeviceId> gpus_;
  int first_rank_ = 0, ranks_ = 0;
  Seconds patience_{};
  std::unique_ptr<DeviceSession> session_;
};

/// Of GpuWork. Ranks of the case are GPUs, in the order of the processes that hold them.
class GpuOutcome final : public WorldOutcome {
 public:
  explicit GpuOutcome(const World& world) : world_(world) {}

  void begin(const plan::Case& planned) override;
  std::size_t numbers() const override;
  Seconds add_sample(const std::vector<Obeyed>& ranks) override;
  void add_check(const std::vector<Obeyed>&) override {}  // every sample was checked
  std::vector<RankResult> ranks() const override;
  std::uint32_t number_of(int rank) const override;

 private:
  const World& world_;
  std::vector<RankResult> ranks_;
  std::vector<std::vector<double>> seconds_;
};

/// Empty where NCCL can join all GPUs of all ranks; else why not, naming ranks and hosts.
std::string why_no_nccl(const std::vector<Member>& members);

}  // namespace assay::measure
