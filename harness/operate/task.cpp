// Cases by device, in the order of the plan.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/task.hpp"

#include <algorithm>
#include <utility>

namespace assay::operate {
namespace {

constexpr const char* kGroup = "group";

// Transfers to and from the host meet at its memory and its switches; a launch, at its processors.
bool needs_the_host(const plan::Case& planned) {
  const auto& p = planned.parameters;
  return p.host_memory != HostMemory::none ||
         planned.kernel->description().quantity == Quantity::latency;
}

void add(std::vector<Task>& tasks, const std::string& name, std::size_t index) {
  const auto found =
      std::find_if(tasks.begin(), tasks.end(), [&](const Task& task) { return task.name == name; });
  Task& task = found == tasks.end() ? tasks.emplace_back(Task{.name = name, .cases = {}}) : *found;
  task.cases.push_back(index);
}

Seconds time_of(const plan::Plan& plan, const Task& task) {
  Seconds sum{};
  for (const std::size_t index : task.cases) sum += plan.cases[index].estimate;
  return sum;
}

}  // namespace

bool goes_beside_others(const plan::Case& planned, Devices devices) {
  return devices == Devices::in_parallel && !planned.is_shared() &&
         planned.device.kind == plan::DeviceId::Kind::cuda && !needs_the_host(planned);
}

std::vector<Stage> stages_of(const plan::Plan& plan, Devices devices,
                             const std::vector<bool>& dealt_with) {
  std::vector<Task> alone, together, group;
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    const plan::Case& planned = plan.cases[i];
    if (!planned.unavailable.empty() || (i < dealt_with.size() && dealt_with[i])) continue;
    if (devices == Devices::in_one_worker) {
      add(alone, "all devices", i);
    } else if (planned.is_shared()) {
      add(group, kGroup, i);
    } else if (goes_beside_others(planned, devices)) {
      add(together, to_string(planned.device), i);
    } else {
      add(alone, to_string(planned.device), i);
    }
  }
  std::vector<Stage> stages;
  if (!together.empty()) stages.push_back(std::move(together));
  for (auto* tasks : {&alone, &group}) {
    for (Task& task : *tasks) stages.push_back({std::move(task)});
  }
  return stages;
}

Seconds time_of(const plan::Plan& plan, Devices devices) {
  Seconds sum{};
  for (const Stage& stage : stages_of(plan, devices)) {
    Seconds longest{};
    for (const Task& task : stage) longest = std::max(longest, time_of(plan, task));
    sum += longest;
  }
  return sum;
}

}  // namespace assay::operate
