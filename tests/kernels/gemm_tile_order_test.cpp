// Every tile of a product has one block, and neighbours in time are neighbours in C.
#include "kernels/gemm_tile_order.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace assay::ASSAY_TARGET {
namespace {

TEST(GemmTileOrder, EveryUnitOnceAndInside) {
  for (const std::uint32_t down : {1u, 2u, 7u, 16u}) {
    for (const std::uint32_t across : {1u, 3u, 8u}) {
      for (const std::uint32_t group : {1u, 2u, 5u, 16u, 40u}) {
        const GemmTileOrder tiles{down, across, group};
        std::vector<int> seen(down * across);
        for (std::uint32_t i = 0; i < tiles.units(); ++i) {
          const GemmTileOrder::Unit unit = tiles.unit(i);
          ASSERT_LT(unit.row, down);
          ASSERT_LT(unit.column, across);
          ++seen[unit.row * across + unit.column];
        }
        EXPECT_EQ(seen, std::vector<int>(down * across, 1))
            << down << ' ' << across << ' ' << group;
      }
    }
  }
}

TEST(GemmTileOrder, GoDownAGroupFirst) {
  const GemmTileOrder tiles{.down = 5, .across = 3, .group = 2};
  const std::vector<std::pair<std::uint32_t, std::uint32_t>> expected = {
      {0, 0}, {1, 0}, {0, 1}, {1, 1}, {0, 2}, {1, 2}, {2, 0}, {3, 0},
      {2, 1}, {3, 1}, {2, 2}, {3, 2}, {4, 0}, {4, 1}, {4, 2}};
  ASSERT_EQ(tiles.units(), expected.size());
  for (std::uint32_t i = 0; i < tiles.units(); ++i) {
    EXPECT_EQ(std::pair(tiles.unit(i).row, tiles.unit(i).column), expected[i]) << i;
  }
}

}  // namespace
}  // namespace assay::ASSAY_TARGET
