// Addresses by placement.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/nccl/buffers.hpp"

#include <cstddef>

#include "kernels/error.hpp"

namespace assay::measure {

std::vector<NcclBuffers> nccl_buffers(const Group& group, const GroupProgram& program,
                                      const NcclOperation& operation, Placement placement,
                                      int first_rank) {
  if (placement == Placement::in_place && operation.collective == NcclCollective::all_to_all) {
    throw Error(ErrorKind::usage,
                "NCCL sends and receives not in place: run collective.all_to_all out of place");
  }
  std::vector<NcclBuffers> made;
  for (int rank = 0; rank < group.ranks; ++rank) {
    const Arrays& arrays = group.arrays[rank];
    void* in = arrays.data[program.input_array];
    void* out = arrays.data[program.output_array];
    if (placement == Placement::in_place || out == nullptr) {
      if (out == nullptr || in != nullptr) out = in;
      in = out;
      const std::size_t part = operation.count * operation.element_bytes;
      const std::size_t own = static_cast<std::size_t>(first_rank + rank) * part;
      if (operation.collective == NcclCollective::all_gather) {
        in = static_cast<std::byte*>(in) + own;
      } else if (operation.collective == NcclCollective::reduce_scatter) {
        out = static_cast<std::byte*>(out) + own;
      }
    }
    made.push_back({.in = in, .out = out, .stream = group.launch[rank].queue});
  }
  return made;
}

}  // namespace assay::measure
