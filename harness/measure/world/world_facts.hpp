// What does a process tell the others of itself, and the document of all?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/measure/world/roster.hpp"
#include "harness/plan/case.hpp"
#include "harness/probe/facts.hpp"

namespace assay::measure {

/// `build` names the program; what it says to others is part of it. NCCL is looked for where there
/// are GPUs.
Self self_of(const probe::Facts& facts, const std::vector<plan::DeviceId>& gpus,
             const std::string& build);

std::vector<probe::WorldRank> world_facts(const std::vector<Member>& members);

}  // namespace assay::measure
