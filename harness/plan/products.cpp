// Crosses ways with sizes.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/products.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "harness/plan/footprint.hpp"
#include "harness/plan/refusal.hpp"

namespace assay::plan {
namespace {

constexpr Shape square(std::uint64_t edge) {
  return {edge, edge, edge};
}

// A launch of 16384 takes about 10 ms on an H100; of fp64, which an H20 does at 1 TFLOP/s, 8192
// takes a second there.
constexpr std::uint64_t kLargestEdge = 16384, kLargestFp64Edge = 8192, kSmallestEdge = 1024;
constexpr std::array kSweptShapes{square(4096), square(8192)};
constexpr std::array kSearchedSquares{square(4096), square(6144), square(8192), square(12288),
                                      square(16384)};
constexpr std::array<std::uint64_t, 5> kSearchedWaves{1, 2, 4, 8, 16};
constexpr std::array<std::uint64_t, 3> kSearchedDepths{4096, 8192, 16384};
// Where a kernel has no tiles to tell of.
constexpr std::uint64_t kUsualTileRows = 128, kUsualTileColumns = 256;

Parameters sized(Parameters way, const Shape& shape) {
  way.m = shape.m;
  way.n = shape.n;
  way.k = shape.k;
  return way;
}

bool is_same_way(const Parameters& a, const Parameters& b) {
  return a.type == b.type && a.layout == b.layout && a.accumulation == b.accumulation &&
         a.sparsity == b.sparsity && a.operands == b.operands && a.path == b.path &&
         a.load == b.load && a.cache == b.cache;
}

std::vector<Parameters> ways_of(const std::vector<Parameters>& listed) {
  std::vector<Parameters> ways;
  for (const auto& one : listed) {
    const bool known = std::any_of(ways.begin(), ways.end(),
                                   [&](const auto& way) { return is_same_way(way, one); });
    if (!known) ways.push_back(sized(one, {}));
  }
  return ways;
}

std::vector<Parameters> sustained_ways_of(const std::vector<Parameters>& listed) {
  auto ways = ways_of(listed);
  std::erase_if(ways, [](const auto& way) { return way.load == Load::burst; });
  return ways;
}

std::vector<Parameters> crossed(const std::vector<Parameters>& ways,
                                const std::vector<Shape>& shapes) {
  std::vector<Parameters> list;
  for (const auto& way : ways) {
    for (const auto& shape : shapes) list.push_back(sized(way, shape));
  }
  return list;
}

// What power does to a rate shows in two types; a quick run cools down for no more.
void keep_few_bursts(std::vector<Parameters>& list) {
  std::erase_if(list, [](const auto& one) {
    return one.load == Load::burst && one.type != DataType::bf16 && one.type != DataType::fp8_e4m3;
  });
}

bool is_possible(const Kernel& kernel, const Parameters& parameters, const DeviceTraits& device) {
  return fits(footprint_bytes(kernel, parameters, device), device) &&
         why_refused(kernel, parameters, device).empty();
}

Shape largest_square(const Kernel& kernel, const Parameters& way, const DeviceTraits& device) {
  std::uint64_t edge = way.type == DataType::fp64 ? kLargestFp64Edge : kLargestEdge;
  while (edge > kSmallestEdge && !is_possible(kernel, sized(way, square(edge)), device)) edge /= 2;
  return square(edge);
}

// m x n of so many tiles in a grid without gaps, the nearest to a square.
Shape filled(std::uint64_t tiles, const Variant& tile, std::uint64_t depth) {
  Shape best;
  double best_skew = HUGE_VAL;
  for (std::uint64_t down = 1; down <= tiles; ++down) {
    if (tiles % down != 0) continue;
    const Shape shape{down * tile.tile_rows, tiles / down * tile.tile_columns, depth};
    const double skew =
        std::abs(std::log(static_cast<double>(shape.m) / static_cast<double>(shape.n)));
    if (skew < best_skew) {
      best = shape;
      best_skew = skew;
    }
  }
  return best;
}

std::vector<Parameters> in_every_variant(const Kernel& kernel, const std::vector<Parameters>& list,
                                         const DeviceTraits& device) {
  std::vector<Parameters> swept;
  for (const auto& one : list) {
    const auto variants = variants_for(kernel, one, device);
    for (const auto& variant : variants) {
      swept.push_back(one);
      swept.back().variant = variant;
    }
    // What runs in no shape at all is for the plan to explain.
    if (variants.empty()) swept.push_back(one);
  }
  return swept;
}

}  // namespace

bool lists_products(const Kernel& kernel) {
  return kernel.matrix && kernel.cases != nullptr;
}

std::vector<Parameters> products_of(const Kernel& kernel, const DeviceTraits& device,
                                    const Options& options, std::vector<Parameters> listed) {
  if (options.level == Level::quick) keep_few_bursts(listed);
  if (!options.shapes.empty()) return crossed(ways_of(listed), options.shapes);
  if (options.level != Level::soak) return listed;
  auto ways = sustained_ways_of(listed);
  if (ways.empty()) return listed;
  ways.resize(1);
  return crossed(ways, {largest_square(kernel, ways.front(), device)});
}

std::vector<Parameters> swept_products(const Kernel& kernel, const DeviceTraits& device,
                                       const Options& options,
                                       const std::vector<Parameters>& listed) {
  auto ways = sustained_ways_of(listed);
  if (options.sweep == Sweep::variants) {
    const auto shapes = options.shapes.empty()
                            ? std::vector<Shape>(kSweptShapes.begin(), kSweptShapes.end())
                            : options.shapes;
    return in_every_variant(kernel, crossed(ways, shapes), device);
  }
  if (ways.empty()) return {};
  ways.resize(1);
  auto list = crossed(ways, shapes_to_search(kernel, ways.front(), device, options.tuning));
  for (auto& one : list) one.variant = variant_for(kernel, one, device, options.tuning);
  return list;
}

std::vector<Shape> shapes_to_search(const Kernel& kernel, const Parameters& way,
                                    const DeviceTraits& device, const Tuning& tuning) {
  Variant tile = variant_for(kernel, sized(way, square(8192)), device, tuning);
  if (tile.tile_rows == 0 || tile.tile_columns == 0) {
    tile.tile_rows = kUsualTileRows;
    tile.tile_columns = kUsualTileColumns;
  }
  std::vector<Shape> shapes(kSearchedSquares.begin(), kSearchedSquares.end());
  const std::uint64_t processors = std::max(device.processors, 1u);
  for (const std::uint64_t waves : kSearchedWaves) {
    for (const std::uint64_t depth : kSearchedDepths) {
      const Shape shape = filled(waves * processors, tile, depth);
      if (std::find(shapes.begin(), shapes.end(), shape) == shapes.end()) shapes.push_back(shape);
    }
  }
  std::erase_if(shapes, [&](const Shape& shape) {
    return !fits(footprint_bytes(kernel, sized(way, shape), device), device);
  });
  return shapes;
}

}  // namespace assay::plan
