// Chooses by engine.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/world/world_sessions.hpp"

#include <fmt/format.h>

#include "harness/core/words.hpp"
#include "harness/measure/world/host_outcome.hpp"
#include "harness/measure/world/host_work.hpp"
#include "harness/measure/world/world_session.hpp"
#include "harness/plan/device.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

HostWorkSettings host_settings(const World& world, const probe::Facts& facts, KernelTable kernels) {
  HostWorkSettings settings{
      .kernels = kernels,
      .target = plan::traits_of({.kind = plan::DeviceId::Kind::cpu}, facts).target};
  // A launcher that binds its processes leaves each of them its own; else they are dealt.
  const std::vector<int>& processors = facts.cpu.thread_processors;
  if (!processors.empty()) {
    settings.processor =
        processors[static_cast<std::size_t>(world.rank_on_host()) % processors.size()];
  }
  return settings;
}

}  // namespace

OpenWork open_work(World& world, const probe::Facts& facts, KernelTable kernels, OpenGroup gpus) {
  return [&world, &facts, kernels,
          gpus = std::move(gpus)](const Order& order) -> std::unique_ptr<RankWork> {
    if (order.parameters.engine == Engine::mpi) {
      return std::make_unique<HostWork>(world, host_settings(world, facts, kernels));
    }
    if (order.parameters.engine == Engine::nccl) {
      return std::make_unique<GpuWork>(world, gpus, kernels);
    }
    throw Error(ErrorKind::unavailable, fmt::format("no engine {} joins the ranks of a launcher",
                                                    to_string(order.parameters.engine)));
  };
}

std::unique_ptr<DeviceSession> WorldSessions::open(plan::DeviceId device) {
  throw Error(ErrorKind::unavailable,
              fmt::format("{} alone is not measured under a launcher: start one process alone",
                          plan::to_string(device)));
}

std::unique_ptr<DeviceSession> WorldSessions::open_group(const plan::Case& planned) {
  if (planned.parameters.engine == Engine::mpi) {
    return std::make_unique<WorldSession>(world_, open_, std::make_unique<HostOutcome>(world_));
  }
  if (planned.parameters.engine == Engine::nccl) {
    return std::make_unique<WorldSession>(world_, open_, std::make_unique<GpuOutcome>(world_));
  }
  return SessionFactory::open_group(planned);
}

}  // namespace assay::measure
