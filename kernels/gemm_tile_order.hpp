// In which order do blocks take the tiles of a matrix product on tensor cores?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// Units are dealt to blocks in turn: a tile each, or to the blocks of a cluster neighbouring
/// tiles, one for each block. They go down a group before the next column of it, so that those at
/// work at one time lie in a rectangle, whose rows of A and columns of B stay in the L2.
struct GemmTileOrder {
  std::uint32_t down = 0, across = 0;  ///< units
  std::uint32_t group = 1;             ///< units down

  struct Unit {
    std::uint32_t row, column;
  };

  ASSAY_BODY std::uint32_t units() const { return down * across; }
  ASSAY_BODY Unit unit(std::uint32_t index) const {
    const std::uint32_t whole = group * across;
    const std::uint32_t first = index / whole * group, inside = index % whole;
    const std::uint32_t height = down - first < group ? down - first : group;
    return {first + inside % height, inside / height};
  }
};

}  // namespace assay::ASSAY_TARGET
