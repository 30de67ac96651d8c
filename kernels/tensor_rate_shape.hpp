// How much does one block of tensor.rate multiply, and how do its operands lie in memory?
//
// Every row of A and every column of B is `steps` pieces, each of what one instruction takes along
// k. A of 2:4 sparse cases holds only what is stored: half of the elements that B has.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/hopper.hpp"
#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// Who issues an instruction: 128 threads (wgmma) or 32 (mma.sync).
enum class Issuer : std::uint8_t { warpgroup, warp };

struct RateShape {
  DataType type = DataType::bf16;
  std::uint32_t rows = 0, columns = 0;  ///< of the sums of a block
  std::uint32_t steps = 0;              ///< of k, all different, that an iteration takes
  std::uint32_t slots = 0;              ///< stored elements of a row of A in a step
  std::uint32_t spread = 1;             ///< elements of B for each of A: 2 where A is sparse
  std::uint32_t iterations = 0;
  std::uint32_t rounds = 1;  ///< in each of which all sums begin at zero and are kept

  constexpr std::uint64_t sums() const { return std::uint64_t{rounds} * rows * columns; }
  constexpr std::uint64_t a_elements() const { return std::uint64_t{rows} * steps * slots; }
  constexpr std::uint64_t b_elements() const {
    return std::uint64_t{columns} * steps * slots * spread;
  }
  /// As published figures count: a multiplication by a zero that is not stored counts too.
  constexpr std::uint64_t flop() const { return 2 * sums() * steps * slots * spread * iterations; }
};

constexpr std::uint32_t kRateWarps = 8, kWarpTileColumns = 32, kWarpgroupColumns = 256;

/// Sums grow by at most 3 an iteration, and the tensor core of Hopper is believed to keep 14 bits
/// of those of FP8: that is what bounds its iterations.
constexpr std::uint32_t rate_iterations(DataType type, Target target) {
  if (target != Target::gpu) return 3;
  return is_fp8(type) || type == DataType::fp64 ? 2048 : 4096;
}

/// On a GPU 2 to 5 million cycles of an SM at the full rate of its type, four times as many of an
/// H20, and the same arithmetic whoever issues it. A CPU computes less: it shows that the answer is
/// right.
constexpr RateShape rate_shape(const Parameters& p, Issuer issuer, Target target = kTarget) {
  const bool gpu = target == Target::gpu;
  RateShape shape{.type = p.type,
                  .rows = 2 * 64,
                  .columns = gpu ? kWarpgroupColumns : 16,
                  .steps = 4,
                  .slots = hopper::kStepBytes / hopper::element_bytes(p.type),
                  .spread = p.sparsity == Sparsity::structured ? 2u : 1u,
                  .iterations = rate_iterations(p.type, target)};
  if (issuer == Issuer::warpgroup) return shape;
  shape.rows = kRateWarps * 32;
  shape.columns = kWarpTileColumns;
  shape.rounds = gpu ? 4 : 2;
  if (p.type != DataType::fp64) return shape;
  shape.rows = kRateWarps * 16;
  shape.steps = 2;
  shape.slots = 16;
  shape.rounds = 1;
  return shape;
}

}  // namespace assay::ASSAY_TARGET
