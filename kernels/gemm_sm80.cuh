// Launches of the GEMM body for mma.sync (gemm_sm80.hpp): 8.0 and later, fp8 8.9 and later.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstdint>
#include <string>

#include "kernels/gemm_problem.hpp"
#include "kernels/gemm_sm80.hpp"
#include "kernels/gemm_sm80_refusal.hpp"
#include "kernels/gemm_sm80_shapes.hpp"
#include "kernels/machine/current_device.cuh"
#include "kernels/machine/gpu.cuh"
#include "kernels/machine/warp_mma.cuh"

// Words of add_kernel, in PTX and in machine code for sm_90a:
//   bf16  mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32   HMMA.16816.F32.BF16
//   fp16  mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32     HMMA.16816.F32
//   tf32  mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32    HMMA.1688.F32.TF32
//   int8  mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32       IMMA.16832.S8.S8
//   fp8   mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e4m3.f32   HMMA.16816.F32 (and e5m2)
//   fp64  mma.sync.aligned.m16n8k8.row.col.f64.f64.f64.f64      DMMA.16x8x8 (m8n8k4 before 9.0)
//   all   cp.async.cg.shared.global cp.async.wait_group         LDGSTS.E.BYPASS.LTC128B.128
//   all but fp64   ldmatrix.sync.aligned.m8n8.x4.shared.b16         LDSM.16.M88.4
//   bf16, fp16     ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16   LDSM.16.MT88.4
//
// Hopper has no mma.sync of fp8: ptxas widens both operands to fp16, takes two mma.sync of those
// for 32 of k, and adds their sum to the others in fp32. On 8.9 it is QMMA.

namespace assay::gpu {

template <class Config>
struct GemmSm80Body {
  GemmSm80Arguments arguments;

  ASSAY_BODY void operator()(const WarpMachine& machine) const {
    GemmSm80Block<const WarpMachine, Config>(machine, arguments).run();
  }
};

template <class Config>
void gemm_sm80_launch(const Launch& where, const GemmProblem& p, const Variant& shape,
                      std::uint64_t iterations) {
  using Tile = typename Config::Tile;
  const auto tiles = [](std::uint64_t extent, std::uint32_t tile) {
    return static_cast<std::uint32_t>((extent + tile - 1) / tile);
  };
  const GemmSm80Body<Config> body{
      {.a = {static_cast<const unsigned char*>(p.a), p.a_pitch * Config::kElementBytes,
             static_cast<std::uint32_t>(p.m)},
       .b = {static_cast<const unsigned char*>(p.b), p.b_pitch * Config::kElementBytes,
             static_cast<std::uint32_t>(p.n)},
       .c = static_cast<unsigned char*>(p.c),
       .c_pitch_bytes = p.c_pitch * Config::kOutputBytes,
       .k = static_cast<std::uint32_t>(p.k),
       .tiles = {.down = tiles(p.m, Tile::kRows),
                 .across = tiles(p.n, Tile::kColumns),
                 .group = std::clamp(shape.group, 1u, tiles(p.m, Tile::kRows))},
       .owners = p.owners}};
  launch_grid<WarpMachine, Config::kThreads>(
      where, Grid{.blocks = body.arguments.tiles.units(), .shared_bytes = Config::kSharedBytes},
      body, iterations);
}

template <DataType kType, Major kA, Major kB, Accumulation kAccumulation>
void gemm_sm80_of_tile(const Launch& where, const GemmProblem& p, const Variant& shape,
                       std::uint64_t iterations) {
  const auto launch = [&]<class Tile>() {
    gemm_sm80_launch<GemmSm80Config<kType, kA, kB, Tile, kAccumulation>>(where, p, shape,
                                                                         iterations);
  };
  const auto is = [&](std::uint32_t rows, std::uint32_t columns) {
    return shape.tile_rows == rows && shape.tile_columns == columns;
  };
  if constexpr (kType == DataType::fp64) {
    if (is(128, 128)) return launch.template operator()<GemmSm80Tile<128, 128, 32, 64>>();
    return launch.template operator()<GemmSm80Tile<64, 64, 32, 64>>();
  } else if constexpr (is_fp8(kType)) {
    if (is(64, 128)) return launch.template operator()<GemmSm80Tile<64, 128, 32, 32>>();
    return launch.template operator()<GemmSm80Tile<64, 64, 32, 32>>();
  } else {
    if (is(128, 256)) return launch.template operator()<GemmSm80Tile<128, 256, 64, 64>>();
    if (is(128, 128)) return launch.template operator()<GemmSm80Tile<128, 128, 64, 64>>();
    return launch.template operator()<GemmSm80Tile<64, 128, 64, 64>>();
  }
}

template <DataType kType>
void gemm_sm80_of_layout(const Launch& where, const GemmProblem& p, const Variant& shape,
                         std::uint64_t iterations) {
  if constexpr (kType == DataType::bf16 || kType == DataType::fp16) {
    constexpr auto kNone = Accumulation::none;
    switch (p.layout) {
      case Layout::row_row:
        return gemm_sm80_of_tile<kType, Major::k, Major::mn, kNone>(where, p, shape, iterations);
      case Layout::column_column:
        return gemm_sm80_of_tile<kType, Major::mn, Major::k, kNone>(where, p, shape, iterations);
      case Layout::column_row:
        return gemm_sm80_of_tile<kType, Major::mn, Major::mn, kNone>(where, p, shape, iterations);
      default:
        return gemm_sm80_of_tile<kType, Major::k, Major::k, kNone>(where, p, shape, iterations);
    }
  } else if constexpr (is_fp8(kType)) {
    if (p.accumulation == Accumulation::promoted)
      return gemm_sm80_of_tile<kType, Major::k, Major::k, Accumulation::promoted>(where, p, shape,
                                                                                  iterations);
    gemm_sm80_of_tile<kType, Major::k, Major::k, Accumulation::none>(where, p, shape, iterations);
  } else {
    gemm_sm80_of_tile<kType, Major::k, Major::k, Accumulation::none>(where, p, shape, iterations);
  }
}

inline void gemm_sm80_require_capability(DataType type) {
  const std::uint32_t capability = compute_capability(), needs = gemm_sm80_capability(type);
  if (capability >= needs) return;
  throw Error(ErrorKind::usage, "launching mma.sync on a device of compute capability " +
                                    capability_name(capability) +
                                    ", where code for this type begins with " +
                                    capability_name(needs) + ": choose fp16 or int8 on 8.x");
}

/// Queues the product `iterations` times. Throws Error(usage), with the nearest that works, for a
/// problem or a shape it does not take. A shape of all zeros: the first.
template <DataType kType>
void gemm_sm80(const Launch& where, const GemmProblem& problem, std::uint64_t iterations) {
  using Shapes = GemmSm80Shapes<kType>;
  const Variant& shape = problem.variant == Variant{} ? Shapes::list[0] : problem.variant;
  const std::string why = gemm_sm80_refusal(problem, shape, Shapes::list, Shapes::count);
  if (!why.empty()) throw Error(ErrorKind::usage, why);
  gemm_sm80_require_capability(kType);
  gemm_sm80_of_layout<kType>(where, problem, shape, iterations);
}

}  // namespace assay::gpu
