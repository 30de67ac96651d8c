// The ranks of a launcher as devices: on rank 0 sessions, on the others what obeys them.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>

#include "harness/measure/session.hpp"
#include "harness/measure/world/gpu_work.hpp"
#include "harness/measure/world/rank_work.hpp"
#include "harness/measure/world/world.hpp"
#include "harness/probe/facts.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// By the engine of the order: MPI, on the host that `facts` describe, or NCCL, on GPUs that
/// `gpus` opens. All of them outlive what is opened.
OpenWork open_work(World& world, const probe::Facts& facts, KernelTable kernels, OpenGroup gpus);

/// Of rank 0: cases that all ranks share, and no others.
class WorldSessions final : public SessionFactory {
 public:
  WorldSessions(World& world, OpenWork open) : world_(world), open_(std::move(open)) {}

  std::unique_ptr<DeviceSession> open(plan::DeviceId device) override;
  std::unique_ptr<DeviceSession> open_group(const plan::Case& planned) override;
  bool abandoned() const override { return world_.abandoned(); }

 private:
  World& world_;
  OpenWork open_;
};

}  // namespace assay::measure
