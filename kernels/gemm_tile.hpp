// How is a product cut into tiles, and where do a tile's operands lie?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

/// Tile shape of one machine and type. Rows and columns of a micro tile are what a lane's registers
/// hold.
template <class T>
struct GemmTile {
#if defined(__CUDACC__)
  static constexpr int kMicroRows = sizeof(T) == 8 ? 4 : 8;
  static constexpr int kMicroVectors = sizeof(T) == 8 ? 4 : 2;
  static constexpr int kSlice = 16;
  static constexpr int kTileRows = 128;
  static constexpr int kTileColumns = static_cast<int>(kThreads) * kMicroRows * kMicroVectors *
                                      static_cast<int>(kWidth<T>) / kTileRows;
#else
  // 14 x 2 sums, 2 columns and 1 broadcast fit 32 registers; 6 x 2 + 2 + 1 fit 16.
  static constexpr int kMicroRows = kVectorBytes == 64 ? 14 : 6;
  static constexpr int kMicroVectors = 2;
  // 1 KiB deep, a micro tile lies in the first-level cache, and both panels in half of a 2 MiB
  // second-level cache (AVX-512 parts), or of 1 MiB (others).
  static constexpr int kSlice = 1024 / static_cast<int>(sizeof(T));
  static constexpr int kTileRows = kMicroRows * 24;
  static constexpr int kTileColumns = kMicroVectors * static_cast<int>(kWidth<T>) * 12;
#endif
  static constexpr int kMicroColumns = kMicroVectors * static_cast<int>(kWidth<T>);
  static constexpr int kMicroTiles = (kTileRows / kMicroRows) * (kTileColumns / kMicroColumns);
};

/// The sums of one micro tile.
template <class T>
struct MicroSums {
  Vector<T> at[GemmTile<T>::kMicroRows][GemmTile<T>::kMicroVectors];
};

/// Where the staged panels lie. A CPU keeps the rows of A as they are, a little apart so that they
/// do not share cache sets, and the columns of a micro tile together; a GPU keeps each step of k
/// together, because its banks want neighbouring lanes to read neighbouring words.
template <class T>
struct GemmPanels {
  using Tile = GemmTile<T>;
#if defined(__CUDACC__)
  static constexpr int kRowStride = 1, kRowStep = Tile::kTileRows;
  static constexpr int kColumnStep = Tile::kTileColumns, kColumnPanel = Tile::kMicroColumns;
  static constexpr int kRowElements = Tile::kTileRows * Tile::kSlice;
#else
  static constexpr int kRowStride = Tile::kSlice + static_cast<int>(kWidth<T>), kRowStep = 1;
  static constexpr int kColumnStep = Tile::kMicroColumns,
                       kColumnPanel = Tile::kMicroColumns * Tile::kSlice;
  static constexpr int kRowElements = Tile::kTileRows * kRowStride;
#endif
  static constexpr int kColumnElements = Tile::kTileColumns * Tile::kSlice;
};

/// Shared memory of one block.
template <class T>
struct alignas(64) GemmShared {
  T rows[GemmPanels<T>::kRowElements];
  T columns[GemmPanels<T>::kColumnElements];
};

constexpr std::uint64_t divide_up(std::uint64_t x, std::uint64_t y) {
  return (x + y - 1) / y;
}

/// The block's tiles: how large, and how many.
struct GemmGrid {
  std::uint32_t tile_rows = 0, tile_columns = 0;  // whole micro tiles
  std::uint64_t down = 0, across = 0;

  /// The largest tiles that still give every block some, evened out; a GPU's are fixed.
  template <class T>
  static constexpr GemmGrid of(const Parameters& p, std::uint32_t blocks) {
    using Tile = GemmTile<T>;
    GemmGrid grid{Tile::kTileRows, Tile::kTileColumns, 0, 0};
    const auto count = [&] {
      grid.down = divide_up(p.m, grid.tile_rows);
      grid.across = divide_up(p.n, grid.tile_columns);
      return grid.down * grid.across;
    };
    if (count(); kTarget == Target::gpu) return grid;
    while (count() < 4 * std::uint64_t{blocks}) {
      if (grid.tile_columns > 2 * Tile::kMicroColumns)
        grid.tile_columns -= Tile::kMicroColumns;
      else if (grid.tile_rows > 2 * Tile::kMicroRows)
        grid.tile_rows -= Tile::kMicroRows;
      else
        break;
    }
    const auto even = [](std::uint64_t size, std::uint64_t tiles, std::uint64_t micro) {
      return static_cast<std::uint32_t>(divide_up(divide_up(size, tiles), micro) * micro);
    };
    grid.tile_rows = even(p.m, grid.down, Tile::kMicroRows);
    grid.tile_columns = even(p.n, grid.across, Tile::kMicroColumns);
    count();
    return grid;
  }
};

}  // namespace assay::ASSAY_TARGET
