// How is a matrix product launched on a Hopper part?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>
#include <utility>

#include "kernels/gemm_sm90.hpp"
#include "kernels/gemm_sm90_shapes.hpp"
#include "kernels/machine/current_device.cuh"
#include "kernels/machine/hopper.cuh"
#include "kernels/machine/launch.cuh"

// What a file that calls gemm_sm90 holds, for its add_kernel line. PTX: wgmma.mma_async,
// setmaxnreg, cp.async.bulk.tensor.2d.shared::cluster, .multicast::cluster,
// cp.async.bulk.tensor.2d.global, fence.proxy.async, fence.mbarrier_init,
// mbarrier.arrive.shared::cluster. SASS, by the name of the function: HopperGemmBody:16*HGMMA
// (16-bit types, tf32; QGMMA of fp8, IGMMA of int8), HopperGemmBody:UTMALDG.2D,
// HopperGemmBody:UTMASTG.2D, HopperGemmBody:!HMMA.

namespace assay::gpu {

template <HopperGemmShape kShape>
struct HopperGemmBody {
  HopperGemmArguments<TensorMap> arguments;

  ASSAY_BODY void operator()(const Machine&) const {
    // Other parts have none of it, and would take as long to compile.
#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
    HopperMachine machine;
    HopperGemmBlock<HopperMachine, kShape>(machine, arguments).run();
#else
    __trap();
#endif
  }
};

/// Throws Error(usage) unless the current device runs code for sm_90a.
inline void require_hopper() {
  const std::uint32_t capability = compute_capability();
  if (capability == 90) return;
  throw Error(ErrorKind::usage, "launching a product by wgmma on a device of compute capability " +
                                    capability_name(capability) +
                                    ", which has none: take path=fallback, by mma.sync");
}

/// What keeps gemm_sm90 from this problem, and what it would take; empty: nothing.
template <DataType kType>
std::string gemm_sm90_problem(const GemmProblem& p) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 31;
  if (p.m == 0 || p.n == 0 || p.k == 0 || p.m >= kMost || p.n >= kMost || p.k >= kMost)
    return "m, n and k must be 1 to 2^31 - 1";
  if (!gemm_sm90_takes_layout(kType, p.layout))
    return "only bf16 and fp16 operands may lie any way: take layout=row_column";
  if (!gemm_sm90_runs<kType>(p.variant, p.layout, p.accumulation)) {
    const Variant& first = GemmSm90Shapes<kType>::list[0];
    return "no shape was compiled for this layout and accumulation with tile_rows=" +
           std::to_string(p.variant.tile_rows) +
           " tile_columns=" + std::to_string(p.variant.tile_columns) +
           " cluster=" + std::to_string(p.variant.cluster) +
           " stages=" + std::to_string(p.variant.stages) +
           " group=" + std::to_string(p.variant.group) +
           ": take tile_rows=" + std::to_string(first.tile_rows) +
           " tile_columns=" + std::to_string(first.tile_columns) +
           " cluster=" + std::to_string(first.cluster) + " stages=" + std::to_string(first.stages) +
           " group=" + std::to_string(first.group);
  }
  if (p.owners.processor != nullptr &&
      (p.owners.rows != p.variant.tile_rows || p.owners.columns != p.variant.tile_columns ||
       p.owners.across != (p.n + p.owners.columns - 1) / p.owners.columns))
    return "owners must be of the tiles of the shape";
  return {};
}

template <HopperGemmShape kShape>
void launch_hopper_gemm(const Launch& where, const GemmProblem& problem, std::uint64_t iterations) {
  using Plan = HopperGemmPlan<kShape>;
  using Body = HopperGemmBody<kShape>;
  const HopperGemmTensors tensors = hopper_gemm_tensors<kShape>(problem);
  const Body body{hopper_gemm_arguments<kShape>(problem, tensor_map(tensors.a),
                                                tensor_map(tensors.b), tensor_map(tensors.c))};
  Grid grid{.blocks = kShape.cluster, .shared_bytes = Plan::kShared, .cluster = kShape.cluster};
  const std::uint32_t resident = resident_blocks<Machine, Plan::kThreads, Body>(where, grid);
  const std::uint32_t at_most = resident < where.processors ? resident : where.processors;
  const std::uint32_t clusters = at_most / kShape.cluster, units = body.arguments.tiles.units();
  if (clusters == 0) {
    throw Error(ErrorKind::usage, "launching a product in clusters of " +
                                      std::to_string(kShape.cluster) +
                                      " blocks: this device holds none; take a shape of cluster=1");
  }
  grid.blocks = (units < clusters ? units : clusters) * kShape.cluster;
  launch_grid<Machine, Plan::kThreads>(where, grid, body, iterations);
}

/// Calls f.template operator()<kShape>() with the compiled shape that the problem asks for.
template <DataType kType, Layout kLayout, Accumulation kAccumulation, class F>
void with_hopper_gemm_shape(const Variant& variant, F f) {
  using Shapes = GemmSm90Shapes<kType>;
  const auto try_one = [&]<std::size_t kIndex>() {
    constexpr Variant kVariant = Shapes::list[kIndex];
    if constexpr (gemm_sm90_compiled<kType>(kIndex, kLayout, kAccumulation)) {
      if (!same_gemm_sm90_code(kVariant, variant)) return;
      f.template operator()<hopper_gemm_shape(kType, kVariant, kLayout, kAccumulation)>();
    }
  };
  [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    (try_one.template operator()<kIndex>(), ...);
  }
  (std::make_index_sequence<Shapes::count>());
}

/// Queues the product `iterations` times. Throws Error(usage) for what it cannot do, and says the
/// nearest that it can.
template <DataType kType>
void gemm_sm90(const Launch& where, const GemmProblem& problem, std::uint64_t iterations) {
  require_hopper();
  if (const std::string why = gemm_sm90_problem<kType>(problem); !why.empty())
    throw Error(ErrorKind::usage, "launching a product by wgmma: " + why);
  const auto launch = [&]<HopperGemmShape kShape>() {
    launch_hopper_gemm<kShape>(where, problem, iterations);
  };
  const auto of_layout = [&]<Layout kLayout>() {
    if (problem.layout != kLayout) return;
    if constexpr (is_fp8(kType) && kLayout == Layout::row_column) {
      if (problem.accumulation == Accumulation::promoted) {
        with_hopper_gemm_shape<kType, kLayout, Accumulation::promoted>(problem.variant, launch);
        return;
      }
    }
    if constexpr (gemm_sm90_takes_layout(kType, kLayout))
      with_hopper_gemm_shape<kType, kLayout, Accumulation::none>(problem.variant, launch);
  };
  of_layout.template operator()<Layout::row_column>();
  of_layout.template operator()<Layout::row_row>();
  of_layout.template operator()<Layout::column_column>();
  of_layout.template operator()<Layout::column_row>();
}

}  // namespace assay::gpu
