// From the probe's facts, and to them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/world/world_facts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "collectives/nccl/library.hpp"
#include "harness/measure/world/messages.hpp"
#include "kernels/error.hpp"

namespace assay::measure {
namespace {

int nccl_version_here() {
  try {
    return NcclLibrary(nccl_files()).version_code();
  } catch (const Error&) {
    return 0;
  }
}

std::string uuid_of(const probe::Facts& facts, int index) {
  for (const probe::CudaFacts& gpu : facts.cuda.devices) {
    if (gpu.index == index && !gpu.uuid.empty()) return gpu.uuid;
  }
  return fmt::format("index {}", index);
}

}  // namespace

Self self_of(const probe::Facts& facts, const std::vector<plan::DeviceId>& gpus,
             const std::string& build) {
  Self self;
  self.build = fmt::format("{}, messages of {} and {} B", build, sizeof(Order), sizeof(Reply));
  self.host = facts.host.hostname;
  for (const plan::DeviceId gpu : gpus) {
    self.gpus.push_back({.index = gpu.index, .uuid = uuid_of(facts, gpu.index)});
  }
  if (!gpus.empty()) self.nccl_version_code = nccl_version_here();
  return self;
}

std::vector<probe::WorldRank> world_facts(const std::vector<Member>& members) {
  std::vector<probe::WorldRank> world;
  for (const Member& member : members) {
    probe::WorldRank rank{.rank = static_cast<std::uint32_t>(world.size()), .host = member.host};
    for (const int gpu : member.gpus) rank.devices.push_back(fmt::format("cuda:{}", gpu));
    if (!member.mpi_version.empty()) rank.mpi_version = member.mpi_version;
    if (member.nccl_version_code != 0) {
      rank.nccl_version = nccl_version_text(member.nccl_version_code);
    }
    world.push_back(std::move(rank));
  }
  return world;
}

}  // namespace assay::measure
