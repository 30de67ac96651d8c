// Names, counts and calls.
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl/operation.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "kernels/error.hpp"

namespace assay {
namespace {

using nccl_api::Number;
using nccl_api::Reduction;
using nccl_api::Result;

struct Names {
  NcclCollective collective;
  std::string_view kernel, in_log;
};
constexpr std::array<Names, 5> kNames = {{
    {NcclCollective::all_reduce, "collective.all_reduce", "AllReduce"},
    {NcclCollective::all_gather, "collective.all_gather", "AllGather"},
    {NcclCollective::reduce_scatter, "collective.reduce_scatter", "ReduceScatter"},
    {NcclCollective::all_to_all, "collective.all_to_all", "AlltoAll"},
    {NcclCollective::broadcast, "collective.broadcast", "Broadcast"},
}};

bool has_parts(NcclCollective collective) {
  return collective != NcclCollective::all_reduce && collective != NcclCollective::broadcast;
}

Result all_to_all(const nccl_api::Functions& call, const NcclOperation& operation,
                  const NcclBuffers& buffers, nccl_api::Communicator communicator, int ranks) {
  const std::uint64_t part_bytes = operation.count * operation.element_bytes;
  const auto* in = static_cast<const std::byte*>(buffers.in);
  auto* out = static_cast<std::byte*>(buffers.out);
  for (int peer = 0; peer < ranks; ++peer) {
    const std::uint64_t at = static_cast<std::uint64_t>(peer) * part_bytes;
    const Result sent =
        call.send(in + at, operation.count, operation.number, peer, communicator, buffers.stream);
    if (sent != Result::success && sent != Result::in_progress) return sent;
    const Result received =
        call.recv(out + at, operation.count, operation.number, peer, communicator, buffers.stream);
    if (received != Result::success && received != Result::in_progress) return received;
  }
  return Result::success;
}

}  // namespace

NcclCollective nccl_collective_of(std::string_view kernel) {
  for (const Names& names : kNames) {
    if (names.kernel == kernel) return names.collective;
  }
  throw Error(ErrorKind::usage, fmt::format("NCCL has nothing that stands for {}", kernel));
}

std::string_view nccl_name(NcclCollective collective) {
  return kNames[static_cast<std::size_t>(collective)].in_log;
}

Number nccl_number(DataType type) {
  switch (type) {
    case DataType::int8:
      return Number::int8;
    case DataType::int32:
      return Number::int32;
    case DataType::fp16:
      return Number::fp16;
    case DataType::bf16:
      return Number::bf16;
    case DataType::fp32:
      return Number::fp32;
    case DataType::fp64:
      return Number::fp64;
    case DataType::tf32:
    case DataType::fp8_e4m3:
    case DataType::fp8_e5m2:
      break;
  }
  throw Error(ErrorKind::unavailable,
              "NCCL adds up no elements of this type here; ask for bf16, fp16, fp32 or int32");
}

NcclOperation nccl_operation(NcclCollective collective, DataType type, std::uint64_t bytes,
                             int ranks) {
  const std::uint32_t element = element_bytes(type);
  const std::uint64_t parts = has_parts(collective) ? static_cast<std::uint64_t>(ranks) : 1;
  const nccl_api::Number number = nccl_number(type);
  const std::uint64_t count = bytes / element / parts;
  if (count == 0) {
    throw Error(ErrorKind::usage,
                fmt::format("{} bytes are not an element of {} bytes for each of {} ranks; ask for "
                            "{} or more",
                            bytes, element, ranks, element * parts));
  }
  return {.collective = collective, .number = number, .count = count, .element_bytes = element};
}

Result queue_nccl(const nccl_api::Functions& call, const NcclOperation& o, const NcclBuffers& b,
                  nccl_api::Communicator communicator, int ranks) {
  switch (o.collective) {
    case NcclCollective::all_reduce:
      return call.all_reduce(b.in, b.out, o.count, o.number, Reduction::sum, communicator,
                             b.stream);
    case NcclCollective::all_gather:
      return call.all_gather(b.in, b.out, o.count, o.number, communicator, b.stream);
    case NcclCollective::reduce_scatter:
      return call.reduce_scatter(b.in, b.out, o.count, o.number, Reduction::sum, communicator,
                                 b.stream);
    case NcclCollective::broadcast:
      return call.broadcast(b.in, b.out, o.count, o.number, 0, communicator, b.stream);
    case NcclCollective::all_to_all:
      return all_to_all(call, o, b, communicator, ranks);
  }
  throw std::logic_error("NcclCollective out of range");
}

}  // namespace assay
