// Sizes and patterns by level; nothing of the hosts is known but how many there are.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/world_cases.hpp"

#include <algorithm>
#include <string_view>

#include "harness/plan/groups.hpp"
#include "harness/plan/rounds.hpp"

namespace assay::plan {
namespace {

constexpr std::uint64_t kKiB = 1024, kMiB = kKiB * kKiB;
constexpr Seconds kMinimumTime{0.2};
constexpr std::uint64_t kMinimumSamples = 5;

// A link slower than this is as good as none.
constexpr double kSlowestBytesPerS = 5e6;
constexpr double kUsualBytesPerS = 1e9;
constexpr Seconds kPatience{10};

Parameters together(const WorldShape& world, DataType type, std::uint64_t bytes) {
  return {.type = type,
          .bytes = bytes,
          .engine = Engine::mpi,
          .placement = Placement::out_of_place,
          .ranks = world.ranks,
          .nodes = world.nodes};
}

// One rank of each host: the link is the host's.
Parameters between_hosts(const WorldShape& world, Pattern pattern, std::uint64_t bytes) {
  Parameters made = together(world, DataType::fp32, bytes);
  made.pattern = pattern;
  made.ranks = world.nodes;
  return made;
}

std::vector<Parameters> chosen(const WorldShape& world, Level level) {
  std::vector<Parameters> list;
  const bool quick = level == Level::quick;
  for (const std::uint64_t bytes : {8 * kKiB, kMiB, 64 * kMiB}) {
    if (quick && bytes > kMiB) continue;
    list.push_back(together(world, DataType::fp32, bytes));
    if (!quick) list.push_back(together(world, DataType::int32, bytes));
  }
  const std::uint64_t bytes = quick ? kMiB : 64 * kMiB;
  if (world.nodes >= 2) list.push_back(between_hosts(world, Pattern::all_pairs, bytes));
  if (world.nodes >= kFewestForBatches) {
    list.push_back(between_hosts(world, Pattern::batch, bytes));
  }
  return list;
}

Case case_of(const KernelEntry& entry, const Parameters& parameters, const Options& options) {
  Case made;
  made.kernel = &entry;
  made.parameters = parameters;
  made.parameters.seed = options.seed;
  made.device = {.kind = DeviceId::Kind::cpu};
  made.work = entry.description().work(made.parameters, 1);
  if (parameters.pattern != Pattern::none) {
    made.work.bytes = bytes_sent(parameters);
    made.work.flop = made.work.bytes / static_cast<double>(element_bytes(parameters.type));
  }
  made.minimum_time = options.minimum_time.value_or(kMinimumTime);
  made.minimum_samples = kMinimumSamples;
  // As wide as the slowest link of all ranks of a host.
  made.deadline = kPatience + Seconds(made.work.bytes / kSlowestBytesPerS);
  const Seconds sample(made.work.bytes / kUsualBytesPerS);
  made.estimate = std::max(2 * made.minimum_time, 4 * kMinimumSamples * sample);
  made.with_reference = false;
  return made;
}

}  // namespace

std::vector<Case> world_cases(KernelTable kernels, const Options& options) {
  std::vector<Case> cases;
  const WorldShape& world = options.world;
  if (world.ranks < 2 || options.sweep != Sweep::none) return cases;
  for (const KernelEntry& entry : kernels) {
    if (std::string_view(entry.description().name) != "collective.all_reduce") continue;
    std::vector<Parameters> list = chosen(world, options.level);
    replace_sizes(list, options.bytes);
    for (const Parameters& parameters : list) {
      cases.push_back(case_of(entry, parameters, options));
      cases.back().unavailable = world.unavailable;
    }
  }
  return cases;
}

std::vector<Parameters> world_gpu_cases(const Kernel& kernel, const probe::Facts& facts,
                                        const Options& options) {
  const WorldShape& world = options.world;
  const bool for_groups = kernel.machines == Machines::group && kernel.group_cases != nullptr;
  if (world.gpus == 0 || !for_groups || options.sweep != Sweep::none) return {};
  GroupShape shape{.devices = std::max(world.gpus, 2u)};
  if (!options.devices.empty()) {
    const DeviceTraits weakest = weakest_of(options.devices, facts);
    shape.compute_capability = weakest.compute_capability;
    shape.memory_free_bytes = weakest.memory_available_bytes.value_or(0);
  }
  std::vector<Parameters> list(kMaxGroupCases);
  const Depth depth = options.level == Level::quick ? Depth::quick : Depth::thorough;
  list.resize(static_cast<std::size_t>(kernel.group_cases(shape, depth, list.data())));
  std::erase_if(list, [](const Parameters& one) { return one.engine != Engine::nccl; });
  for (Parameters& one : list) one.nodes = world.nodes;
  replace_sizes(list, options.bytes);
  return list;
}

}  // namespace assay::plan
