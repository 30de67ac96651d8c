// NCCL as that which does the work of a case.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>

#include "harness/measure/group_engine.hpp"
#include "harness/measure/nccl/connections.hpp"

namespace assay::measure {

/// For cases of Engine::nccl. set_up() runs one iteration and waits for it: what NCCL does at first
/// use it never does in a sample. The contents of the outputs, and in place of the inputs, are lost
/// by it.
std::unique_ptr<GroupEngine> open_nccl_engine(std::shared_ptr<NcclConnections> connections);

}  // namespace assay::measure
