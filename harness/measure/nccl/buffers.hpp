// Which of a group's arrays does NCCL read and write?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "collectives/nccl/operation.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// Of every rank of the group, where the first of them is `first_rank` of the communicator. In
/// place the output array alone is used, or the input array of kernels that have no other; a rank's
/// own part of it lies where NCCL's conventions for in-place operations want it.
std::vector<NcclBuffers> nccl_buffers(const Group& group, const GroupProgram& program,
                                      const NcclOperation& operation, Placement placement,
                                      int first_rank);

}  // namespace assay::measure
