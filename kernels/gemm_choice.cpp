// The model behind the choice. Tiles go to the SMs in waves, and the last wave takes as long as a
// full one. A tile takes its slices of k one after the other, each as long as the slowest of
//   - the tensor core: a slice of 128 bytes of k through wgmma is tile_rows x tile_columns / 32
//     clocks of a part of full rate, whatever the type; of 64 bytes through mma.sync likewise;
//   - its operands from the L2: an SM gets 64 bytes a clock, or its share of 6154 where many SMs
//     ask (so DeepGEMM's model of Hopper, csrc/jit_kernels/heuristics/sm90.hpp at 54e2261). Rows
//     and columns beyond the matrix are not loaded; blocks of a cluster share the larger operand;
//   - shared memory, 128 bytes a clock: wgmma reads its 64 rows and all its columns there, and what
//     is loaded goes in by the same port.
// and some clocks more to begin and end. An H20's tensor cores take four times as long, so that
// nothing else counts there; it is known by its 78 SMs, and a part mistaken for one would lose a
// few percent.
//
// 4096 cubed in bf16, clocks of one slice in all waves:
//   132 SMs: 512 tiles of 128 x 256 in pairs are 4 waves of 1024; 608 of 128 x 216 are 5 of 945
//    78 SMs: 512 tiles of 128 x 256 in pairs are 7 waves of 4096; 608 of 128 x 216 are 8 of 3456
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_choice.hpp"

#include <algorithm>

#include "kernels/gemm_sm80_shapes.hpp"
#include "kernels/gemm_sm90_shapes.hpp"

namespace assay {
namespace {

constexpr double kClocksOfTile = 600;  // first slice to arrive, last sums to leave; an estimate
constexpr double kPortBytes = 64, kL2Bytes = 6154, kSharedBytes = 128;  // per clock
constexpr std::uint32_t kH20Processors = 78;
constexpr double kH20Slowness = 4;

template <DataType kType>
GemmShapes shapes_of(GemmBodyKind body) {
  if (body == GemmBodyKind::sm90) {
    return {GemmSm90Shapes<kType>::list, GemmSm90Shapes<kType>::count};
  }
  return {GemmSm80Shapes<kType>::list, GemmSm80Shapes<kType>::count};
}

std::uint64_t divide_up(std::uint64_t x, std::uint64_t by) {
  return (x + by - 1) / by;
}

struct Tiling {
  std::uint64_t units = 0;   // of one block, or of the blocks of a cluster
  std::uint32_t blocks = 1;  // of a unit
  double loaded_lines = 0;   // of both operands, by each block
};

Tiling tiling_of(const Parameters& p, const Variant& shape) {
  const std::uint32_t blocks = std::max(shape.cluster, 1u);
  const bool shares_rows = blocks > 1 && shape.tile_rows > shape.tile_columns;
  const std::uint64_t down = divide_up(p.m, shape.tile_rows);
  const std::uint64_t across = divide_up(p.n, shape.tile_columns);
  const auto rows = static_cast<double>(std::min<std::uint64_t>(shape.tile_rows, p.m));
  const auto columns = static_cast<double>(std::min<std::uint64_t>(shape.tile_columns, p.n));
  if (shares_rows) return {down * divide_up(across, blocks), blocks, rows / blocks + columns};
  return {divide_up(down, blocks) * across, blocks, rows + columns / blocks};
}

double tensor_clocks(const Variant& shape, const DeviceShape& device) {
  const bool is_h20 = device.compute_capability == 90 && device.processors == kH20Processors;
  return (is_h20 ? kH20Slowness : 1) * shape.tile_rows * shape.tile_columns / 32;
}

// Two warpgroups above one another, each of 64 rows at a time, or side by side on 64 rows.
double shared_clocks(const Variant& shape) {
  const bool side_by_side = shape.tile_rows == 64;
  const double waves = side_by_side ? 2 : shape.tile_rows / 64.0;
  const double columns = shape.tile_columns / (side_by_side ? 2.0 : 1.0);
  const double read = waves * (64 + columns), written = shape.tile_rows + shape.tile_columns;
  return 128 * (read + written) / kSharedBytes;
}

}  // namespace

GemmBodyKind gemm_body(DataType type, Path path, std::uint32_t compute_capability) {
  const bool sm90 = path != Path::fallback && compute_capability == 90 && gemm_sm90_takes(type);
  return sm90 ? GemmBodyKind::sm90 : GemmBodyKind::sm80;
}

GemmShapes gemm_shapes(DataType type, GemmBodyKind body) {
  switch (type) {
    case DataType::bf16:
      return shapes_of<DataType::bf16>(body);
    case DataType::fp16:
      return shapes_of<DataType::fp16>(body);
    case DataType::fp8_e4m3:
      return shapes_of<DataType::fp8_e4m3>(body);
    case DataType::fp8_e5m2:
      return shapes_of<DataType::fp8_e5m2>(body);
    case DataType::int8:
      return shapes_of<DataType::int8>(body);
    case DataType::tf32:
      return shapes_of<DataType::tf32>(body);
    case DataType::fp64:
      return shapes_of<DataType::fp64>(GemmBodyKind::sm80);
    case DataType::fp32:
    case DataType::int32:
      break;
  }
  return {};
}

bool gemm_takes_shape(const Parameters& p, const Variant& shape, GemmBodyKind body) {
  if (body == GemmBodyKind::sm80) return gemm_sm80_takes(p.accumulation, shape);
  const Layout layout = p.layout == Layout::none ? Layout::row_column : p.layout;
  switch (p.type) {
    case DataType::fp8_e4m3:
    case DataType::fp8_e5m2:
      return gemm_sm90_runs<DataType::fp8_e4m3>(shape, layout, p.accumulation);
    case DataType::int8:
      return gemm_sm90_runs<DataType::int8>(shape, layout, p.accumulation);
    case DataType::tf32:
      return gemm_sm90_runs<DataType::tf32>(shape, layout, p.accumulation);
    default:
      return gemm_sm90_runs<DataType::bf16>(shape, layout, p.accumulation);
  }
}

double gemm_clocks(const Parameters& p, const Variant& shape, GemmBodyKind body,
                   const DeviceShape& device) {
  const Tiling tiling = tiling_of(p, shape);
  const std::uint64_t places = std::max(device.processors / tiling.blocks, 1u);
  const std::uint64_t waves = divide_up(tiling.units, places);
  const std::uint64_t busy = std::min(tiling.units, places) * tiling.blocks;
  const double slice_bytes = body == GemmBodyKind::sm90 ? 128 : 64;
  const double slices = static_cast<double>(p.k) * element_bytes(p.type) / slice_bytes;
  const double arriving = std::min(kPortBytes, kL2Bytes / static_cast<double>(busy));
  const double loading = slice_bytes * tiling.loaded_lines / arriving;
  const double shared = body == GemmBodyKind::sm90 ? shared_clocks(shape) : 0;
  const double slice = std::max({tensor_clocks(shape, device), loading, shared});
  return static_cast<double>(waves) * (slices * slice + kClocksOfTile);
}

Variant choose_gemm_variant(const Parameters& p, const DeviceShape& device) {
  const GemmBodyKind body = gemm_body(p.type, p.path, device.compute_capability);
  const GemmShapes shapes = gemm_shapes(p.type, body);
  const Variant* best = nullptr;
  double fewest = 0;
  for (const Variant* shape = shapes.list; shape != shapes.list + shapes.count; ++shape) {
    if (!gemm_takes_shape(p, *shape, body)) continue;
    const double clocks = gemm_clocks(p, *shape, body, device);
    const auto area = [](const Variant& of) { return of.tile_rows * of.tile_columns; };
    if (best == nullptr || clocks < fewest || (clocks == fewest && area(*shape) > area(*best))) {
      best = shape;
      fewest = clocks;
    }
  }
  return best == nullptr ? Variant{} : *best;
}

}  // namespace assay
