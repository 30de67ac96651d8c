// Where do the instructions of tensor.rate want their operands, and where do they leave their sums?
//
// Lane 4 g + q of a warp has, of every tile of 16 rows or 8 columns (PTX ISA, 9.7.14.5 and
// 9.7.15.5): of A words q and q + 4 of rows g and g + 8, of B words q, q + 4, ... of column g, of
// the sums columns 2 q and 2 q + 1 of rows g and g + 8. A word is 4 bytes, in fp64 an element.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/hopper.hpp"
#include "kernels/tensor_rate_shape.hpp"

namespace assay::ASSAY_TARGET {

/// Places in a matrix with rows of `pitch` words: of a lane's first register, and how much further
/// register i is. Apart, since the latter are constants.
struct TileLane {
  std::uint32_t lane = 0;

  /// Of A, and of B by columns.
  constexpr std::uint32_t first(std::uint32_t pitch) const { return lane / 4 * pitch + lane % 4; }
  static constexpr std::uint32_t further_a(std::uint32_t i, std::uint32_t pitch) {
    return i % 2 * 8 * pitch + i / 2 * 4;
  }
  static constexpr std::uint32_t further_b(std::uint32_t i) { return i * 4; }

  constexpr std::uint32_t first_sum(std::uint32_t pitch) const {
    return lane / 4 * pitch + lane % 4 * 2;
  }
  /// Sums come in fours, one tile after the other along a row.
  static constexpr std::uint32_t further_sum(std::uint32_t i, std::uint32_t pitch) {
    return i / 2 % 2 * 8 * pitch + i / 4 * 8 + i % 2;
  }
};

/// Operands of a block in shared memory: A of two warpgroups, then B, in rows of 128 bytes whose
/// chunks of 16 are swizzled. Of sparse cases, half of the steps of B lie in a second panel.
struct WgmmaRateMemory {
  static constexpr std::uint32_t kRowBytes = 128, kRowChunks = 8, kGroups = 2;
  static constexpr std::uint32_t kGroupBytes = hopper::kWarpgroupRows * kRowBytes;
  static constexpr std::uint32_t kPanelBytes = kWarpgroupColumns * kRowBytes;

  std::uint32_t base = 0;  ///< a multiple of hopper::kSwizzleAlignment

  static constexpr std::uint32_t bytes(std::uint32_t spread) {
    return kGroups * kGroupBytes + spread * kPanelBytes;
  }
  constexpr std::uint32_t a(std::uint32_t group) const { return base + group * kGroupBytes; }
  constexpr std::uint32_t b(std::uint32_t panel) const { return a(kGroups) + panel * kPanelBytes; }

  /// Where chunk i of `rows` rows of `panels` times 128 bytes goes, from their beginning.
  static constexpr std::uint32_t chunk_at(std::uint32_t rows, std::uint32_t panels,
                                          std::uint32_t i) {
    const std::uint32_t row = i / (panels * kRowChunks), chunk = i % (panels * kRowChunks);
    const std::uint32_t place = (chunk % kRowChunks) ^ (row % kRowChunks);
    return (chunk / kRowChunks * rows + row) * kRowBytes + place * 16;
  }

  constexpr std::uint64_t a_descriptor(std::uint32_t group, std::uint32_t step) const {
    return descriptor(a(group) + step * hopper::kStepBytes);
  }
  constexpr std::uint64_t b_descriptor(std::uint32_t step, std::uint32_t spread) const {
    const std::uint32_t at = step * hopper::kStepBytes * spread;
    return descriptor(b(at / kRowBytes) + at % kRowBytes);
  }

 private:
  static constexpr std::uint64_t descriptor(std::uint32_t address) {
    constexpr std::uint32_t kEightRows = 8 * kRowBytes;
    return hopper::Descriptor{.address = address, .leading_bytes = 16, .stride_bytes = kEightRows}
        .bits();
  }
};

}  // namespace assay::ASSAY_TARGET
