// Which collective of NCCL does a kernel stand for, and on how much?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string_view>

#include "collectives/nccl/api.hpp"
#include "kernels/parameters.hpp"

namespace assay {

enum class NcclCollective : std::uint8_t {
  all_reduce,
  all_gather,
  reduce_scatter,
  all_to_all,
  broadcast
};

/// By the name of the kernel, "collective.all_reduce". Throws Error(usage) for any other.
NcclCollective nccl_collective_of(std::string_view kernel);
/// As NCCL's log writes it: "AllReduce".
std::string_view nccl_name(NcclCollective collective);
/// Throws Error(unavailable) for types that it does not add up.
nccl_api::Number nccl_number(DataType type);

/// One operation of one rank. `bytes` as nccl-tests counts them: of the larger buffer.
struct NcclOperation {
  NcclCollective collective = {};
  nccl_api::Number number = {};
  /// Elements that the function of NCCL is told: of all-reduce and broadcast those of a buffer, of
  /// the others those of one rank's part.
  std::uint64_t count = 0;
  std::uint32_t element_bytes = 0;
};

/// What is left over of the bytes, beyond whole parts of every rank, is not moved. Throws
/// Error(usage) where there is no element for each.
NcclOperation nccl_operation(NcclCollective collective, DataType type, std::uint64_t bytes,
                             int ranks);

/// Where one rank reads and writes.
struct NcclBuffers {
  const void* in = nullptr;
  void* out = nullptr;
  nccl_api::Stream stream = nullptr;
};

/// Queues the operation of one rank, between group_start and group_end. The first failure is
/// returned.
nccl_api::Result queue_nccl(const nccl_api::Functions& call, const NcclOperation& operation,
                            const NcclBuffers& buffers, nccl_api::Communicator communicator,
                            int ranks);

}  // namespace assay
