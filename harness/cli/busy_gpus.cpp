// GPUs that are there and busy, but not in the plan, disturb nobody.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/busy_gpus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "harness/probe/warnings.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

bool is_measured(int index, const plan::Plan& plan) {
  const plan::DeviceId device{plan::DeviceId::Kind::cuda, index};
  return std::any_of(plan.cases.begin(), plan.cases.end(),
                     [&](const plan::Case& one) { return one.device == device; });
}

}  // namespace

void refuse_busy_gpus(const probe::Facts& facts, const plan::Plan& plan) {
  std::vector<std::string> busy;
  for (const auto& gpu : facts.cuda.devices) {
    if (!gpu.busy() || !is_measured(gpu.index, plan)) continue;
    busy.push_back(fmt::format("cuda:{} ({})", gpu.index, probe::occupants(gpu)));
  }
  if (busy.empty()) return;
  throw Error(ErrorKind::unavailable,
              fmt::format("in use by others: {}; end them, choose another --device, or measure all "
                          "the same with --allow-busy",
                          fmt::join(busy, ", ")));
}

}  // namespace assay::cli
