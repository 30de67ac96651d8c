// What a body for Hopper's tensor cores asks of its machine, and the words both sides share.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <type_traits>

#include "kernels/kernel.hpp"

// The two machines are gpu::HopperMachine (machine/hopper.cuh) and model::HopperMachine
// (machine/hopper_model.hpp). Both have these members; numbers are of the PTX ISA, chapter 9.7.
// Addresses are 32-bit addresses of the block's shared memory and begin at shared_base(), which is
// a multiple of 1024 and not zero. A "block" is a CTA, a warpgroup four warps of 32 lanes.
//
// clang-format off
//   using TensorMap                 a Tensor (below), as the machine's copy engine wants it
//   template <DataType, columns> Accumulator
//     for_each_pair(f)              f(row, column, Sum& x, Sum& y), the calling lane's sums of the
//                                   warpgroup's tile of 64 x columns at `column` and the next one
//     add(other)                    adds another accumulator, element by element
//   Roles
//     block(), blocks()             linear in the grid
//     cluster_rank()                of the block in its cluster
//     warpgroup()                   of the caller in its block, the same for a whole warp
//     processor()                   number of the SM
//     shared_base()
//     block_leader(f)               f() by one lane of the block
//     leader(f)                     f() by one lane of the calling warpgroup, always the same
//     warp_lanes(count, f)          f(lane) by the first `count` lanes of each calling warp
//   Order
//     sync()                        all threads of the block (bar.sync 0)
//     warpgroup_sync()              the threads of the calling warpgroup (bar.sync, own id)
//     cluster_sync()                all threads of all blocks of the cluster
//     fence_mbarrier_init()         fence.mbarrier_init.release.cluster
//     fence_proxy_async()           ordinary accesses before it are seen by the async proxy
//     increase_registers<n>(), decrease_registers<n>()   setmaxnreg, by whole warpgroups
//   Barriers
//     mbarrier_init(at, arrivals)
//     mbarrier_arrive(at)           of the own block
//     mbarrier_arrive_at(at, rank)  the barrier at the same address of a block of the cluster
//     mbarrier_arrive_expect_tx(at, bytes)
//     mbarrier_wait(at, parity)     until the phase of that parity is over
//   Copies of boxes of a tensor; x counts elements along a row, y rows
//     prefetch_map(map)
//     tensor_load(to, map, x, y, barrier)   zeros where the box leaves the tensor
//     tensor_load_multicast(to, map, x, y, barrier, mask)
//                                   to the same address, and on the barrier of the same address,
//                                   of every block of the cluster in the mask
//     tensor_store(map, x, y, from) what leaves the tensor is dropped
//     bulk_commit(), bulk_wait_read<n>(), bulk_wait<n>()   of the calling lane's stores
//   Tensor cores; all 128 lanes of a warpgroup together
//     wgmma_fence()                 before the first wgmma after registers were touched
//     wgmma<a_major, b_major>(sum, a, b, accumulate)
//                                   sum (+)= A(64 x k) B(k x columns), one k step of 32 bytes;
//                                   a and b are Descriptor::bits()
//     wgmma_commit()
//     wgmma_wait<n>(sums...)        sums: the accumulators that are read or written after it
//   Ordinary accesses
//     shared_store(at, value), shared_load<V>(at)   4, 8 or 16 bytes, aligned
// clang-format on

namespace assay::hopper {

/// Order of the chunks of 16 bytes within rows of 32, 64 or 128 bytes; the values are those of a
/// descriptor (PTX ISA, 9.7.15.5.1.2.2, "Shared memory matrix descriptor").
enum class Swizzle : std::uint8_t { none = 0, bytes128 = 1, bytes64 = 2, bytes32 = 3 };

/// Which index of an operand is contiguous in memory: that of the sum, or the other.
enum class Major : std::uint8_t { k, mn };

inline constexpr std::uint32_t kSwizzleAlignment = 1024;  ///< B, of the 128-byte pattern
inline constexpr std::uint32_t kStepBytes = 32;           ///< of k that one wgmma takes
inline constexpr std::uint32_t kWarpgroupLanes = 128;
inline constexpr std::uint32_t kWarpgroupRows = 64;  ///< of the tile of one wgmma

using assay::element_bytes;

/// What the tensor core sums products of that type in.
template <DataType kType>
using Sum = std::conditional_t<kType == DataType::int8, std::int32_t, float>;

/// Where an operand of wgmma lies in shared memory. Addresses and offsets in bytes, multiples of
/// 16. K-major, bytes128: stride_bytes is from 8 rows to the next 8 (1024), leading_bytes is not
/// used. MN-major, bytes128: leading_bytes is from 64 elements along M or N to the next 64,
/// stride_bytes from 8 steps of k to the next 8. One step of kStepBytes along k inside a K-major
/// pattern is that many bytes more of `address`.
struct Descriptor {
  std::uint32_t address = 0, leading_bytes = 0, stride_bytes = 0;
  std::uint32_t base_offset = 0;  ///< 0: patterns begin at multiples of kSwizzleAlignment
  Swizzle swizzle = Swizzle::bytes128;

  constexpr std::uint64_t bits() const {
    const auto field = [](std::uint32_t bytes) -> std::uint64_t { return (bytes & 0x3FFFFu) >> 4; };
    return field(address) | field(leading_bytes) << 16 | field(stride_bytes) << 32 |
           std::uint64_t{base_offset & 7u} << 49 | static_cast<std::uint64_t>(swizzle) << 62;
  }
};

/// `bits` with `bytes` more of address; the sum must stay below 2^18.
constexpr std::uint64_t advance(std::uint64_t bits, std::uint32_t bytes) {
  return bits + (bytes >> 4);
}

/// A matrix in global memory and the boxes of it that are copied at a time.
struct Tensor {
  void* data = nullptr;                         ///< aligned to 16 bytes
  DataType type = DataType::fp32;               ///< of an element; int8 stands for all of one byte
  std::uint64_t columns = 0, rows = 0;          ///< columns are contiguous
  std::uint64_t pitch_bytes = 0;                ///< from a row to the next, a multiple of 16
  std::uint32_t box_columns = 0, box_rows = 0;  ///< at most 256 each; a box row is one swizzle row
  Swizzle swizzle = Swizzle::bytes128;
};

}  // namespace assay::hopper
