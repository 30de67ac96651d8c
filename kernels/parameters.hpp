// What distinguishes one case of a kernel from another: types, sizes, directions, shapes.
//
// As kernel.hpp: declarations, aggregates and constexpr data only, beside functions that are
// inlined by force.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

namespace assay {

enum class DataType : std::uint8_t {
  fp64,
  fp32,
  tf32,
  fp16,
  bf16,
  fp8_e4m3,
  fp8_e5m2,
  int8,
  int32
};

[[gnu::always_inline]] constexpr bool is_fp8(DataType type) {
  return type == DataType::fp8_e4m3 || type == DataType::fp8_e5m2;
}

/// What an element takes in memory.
[[gnu::always_inline]] constexpr std::uint32_t element_bytes(DataType type) {
  switch (type) {
    case DataType::fp64:
      return 8;
    case DataType::fp32:
    case DataType::tf32:
    case DataType::int32:
      return 4;
    case DataType::fp16:
    case DataType::bf16:
      return 2;
    case DataType::fp8_e4m3:
    case DataType::fp8_e5m2:
    case DataType::int8:
      return 1;
  }
  return 0;
}

/// Which way a transfer goes. `one` and `both` are between two devices.
enum class Direction : std::uint8_t {
  none,
  one,
  both,
  device_to_device,
  host_to_device,
  device_to_host,
  host_both  ///< to and from the host at once
};

/// What moves the bytes of a transfer or of a collective. `nccl` and `mpi` are libraries.
enum class Engine : std::uint8_t { none, sm, copy_engine, nccl, mpi };

/// How a collective goes about it. Of NCCL `ring` and `nvls`; of our own kernels all but `nvls`,
/// which as `multimem` adds up in the switch. `best`: the fastest for the size.
enum class Algorithm : std::uint8_t { none, ring, nvls, one_shot, two_shot, multimem, best };

/// What tells a rank that data of another has come. `simple`: a barrier. `flagged`: every 16 bytes
/// carry their own flag.
enum class Protocol : std::uint8_t { none, simple, flagged };

/// What the device of a transfer between two does: read from the other, or write to it.
enum class Operation : std::uint8_t { none, read, write };

/// Who is at work at the same time. `pair`: two, and the rest is idle; `all_pairs`: every device or
/// host with a partner; `batch`: groups of a few hosts.
enum class Pattern : std::uint8_t { none, pair, all_pairs, batch };

/// Where a collective leaves its result.
enum class Placement : std::uint8_t { none, in_place, out_of_place };

/// Where the data of a sample lies when it begins. `cold`: not in the last-level cache, which is
/// evicted between samples. `warm`: where the sample before left it.
enum class Cache : std::uint8_t { none, cold, warm };

/// How launches reach the device: one by one, or all of a sample as one replayed graph.
enum class Submission : std::uint8_t { none, stream, graph };

/// What memory of the host a transfer uses.
enum class HostMemory : std::uint8_t { none, pinned, pageable };

/// How a streaming kernel moves data: 16 bytes a thread, or bulk asynchronous copies through shared
/// memory (sm_90 and later).
enum class Access : std::uint8_t { none, vector, bulk };

/// Cache hints of a streaming kernel. `streaming`: loads stay out of L1, stores are evicted first.
enum class Hint : std::uint8_t { none, normal, streaming, evict_first };

/// How the operands of C = A B lie in memory: first the order of A, then that of B. C is row-major.
enum class Layout : std::uint8_t { none, row_column, row_row, column_column, column_row };

/// How a GEMM of 8-bit floating point sums up. `fast`: in the tensor core alone, which keeps fewer
/// bits than fp32. `promoted`: every 128 steps of k are added to sums in fp32.
enum class Accumulation : std::uint8_t { none, fast, promoted };

/// `structured`: two of every four elements along k are zero, and not stored.
enum class Sparsity : std::uint8_t { none, dense, structured };

/// Where the tensor core reads A.
enum class Operands : std::uint8_t { none, shared, registers };

/// `native`: by the instructions that reach the part's full rate. `fallback`: by those of an older
/// part; such a rate must not be read as the part's.
enum class Path : std::uint8_t { none, native, fallback };

/// `burst`: a few launches on a cool device. `sustained`: clock and power are level.
enum class Load : std::uint8_t { none, burst, sustained };

/// What the inputs are filled with. `exact`: so that every output is known to the last bit.
enum class Inputs : std::uint8_t { timed, exact };

/// A shape of one kernel that computes the same: what is swept to find the fastest on a part. Zero,
/// none: the kernel has no such choice.
struct Variant {
  Access access = Access::none;
  Hint hint = Hint::none;
  std::uint32_t unroll = 0;                ///< independent accesses of a thread in flight
  std::uint32_t threads = 0;               ///< of a block
  std::uint32_t blocks_per_processor = 0;  ///< 0: as many as the data needs, one pass each
  std::uint32_t chunk_bytes = 0;           ///< of one bulk copy
  std::uint32_t stages = 0;                ///< bulk copies, or slices of k, in flight a block
  std::uint32_t tile_rows = 0, tile_columns = 0;  ///< of C that a block computes at a time
  std::uint32_t cluster = 0;                      ///< blocks that share what they load
  std::uint32_t group = 0;                        ///< tiles down before the next column of tiles
  std::uint32_t blocks = 0;                       ///< of each rank of a collective
  Protocol protocol = Protocol::none;             ///< of a collective

  friend constexpr bool operator==(const Variant&, const Variant&) = default;
};

/// What distinguishes one case of a kernel from another. Zero, none: not a parameter of that
/// kernel.
struct Parameters {
  DataType type = DataType::fp64;
  std::uint64_t bytes = 0;            ///< size of each array
  std::uint64_t m = 0, n = 0, k = 0;  ///< GEMM: C[m x n] = A[m x k] B[k x n]
  Layout layout = Layout::none;       ///< none: all row-major
  Accumulation accumulation = Accumulation::none;
  Sparsity sparsity = Sparsity::none;
  Operands operands = Operands::none;
  Path path = Path::none;
  Load load = Load::none;
  Direction direction = Direction::none;
  Engine engine = Engine::none;
  Algorithm algorithm = Algorithm::none;
  Operation operation = Operation::none;
  Pattern pattern = Pattern::none;
  Placement placement = Placement::none;
  std::uint32_t devices = 0;  ///< that take part in a collective, or in transfers at one time
  std::uint32_t ranks = 0;    ///< that share one device, or processes of an MPI launcher
  std::uint32_t nodes = 0;    ///< hosts the processes run on
  int peer = -1;              ///< index of the other device of a transfer; -1: none
  std::uint64_t stride = 0;   ///< B from one access of a chase to the next in memory
  Cache cache = Cache::none;
  Submission submission = Submission::none;
  HostMemory host_memory = HostMemory::none;
  int numa_node = -1;  ///< of that memory; -1: wherever the system puts it
  Variant variant = {};
  std::uint64_t seed = 0;  ///< inputs are drawn from it
  Inputs inputs = Inputs::timed;

  friend constexpr bool operator==(const Parameters&, const Parameters&) = default;
};

}  // namespace assay
