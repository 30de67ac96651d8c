// How is a tile of a matrix product cut up among the warpgroups of a block, its shared memory and
// the instructions of the tensor core?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_problem.hpp"
#include "kernels/machine/hopper.hpp"

namespace assay {

/// All that is fixed when the body is compiled.
struct HopperGemmShape {
  DataType type = DataType::bf16;
  std::uint32_t tile_rows = 0, tile_columns = 0, cluster = 1, stages = 0;
  hopper::Major a_major = hopper::Major::k, b_major = hopper::Major::k;
  bool promoted = false;

  friend constexpr bool operator==(const HopperGemmShape&, const HopperGemmShape&) = default;
};

constexpr HopperGemmShape hopper_gemm_shape(DataType type, const Variant& variant, Layout layout,
                                            Accumulation accumulation) {
  return {.type = type,
          .tile_rows = variant.tile_rows,
          .tile_columns = variant.tile_columns,
          .cluster = variant.cluster,
          .stages = variant.stages,
          .a_major = a_is_along_k(layout) ? hopper::Major::k : hopper::Major::mn,
          .b_major = b_is_along_k(layout) ? hopper::Major::k : hopper::Major::mn,
          .promoted = accumulation == Accumulation::promoted};
}

/// Everything that follows from the shape. Bytes unless the name says otherwise.
template <HopperGemmShape kShape>
struct HopperGemmPlan {
  static constexpr std::uint32_t kElement = hopper::element_bytes(kShape.type);
  static constexpr std::uint32_t kLine = 128;  ///< of k in a stage; a row of the swizzle
  static constexpr std::uint32_t kStageK = kLine / kElement;  ///< elements of k in a stage
  static constexpr std::uint32_t kStepsK = kLine / hopper::kStepBytes;
  static constexpr std::uint32_t kPatternRows = 8;
  static constexpr std::uint32_t kPattern = kPatternRows * kLine;
  /// Elements along M or N of an operand that is contiguous that way, and one box of them.
  static constexpr std::uint32_t kBoxMn = 64, kBox = kBoxMn * kLine;

  // Two warpgroups share a tile: one above the other, or side by side where it has one row of them.
  static constexpr std::uint32_t kConsumers = 2, kWarpsOfGroup = 4;
  static constexpr bool kSideBySide = kShape.tile_rows == hopper::kWarpgroupRows;
  static constexpr std::uint32_t kRows = kSideBySide ? kShape.tile_rows : kShape.tile_rows / 2;
  static constexpr std::uint32_t kColumns =
      kSideBySide ? kShape.tile_columns / 2 : kShape.tile_columns;

  // A warpgroup sums in waves of 64 rows. With two sets of sums only half of 256 columns at a time
  // fit its registers.
  static constexpr std::uint32_t kWaveColumns =
      kShape.promoted && kColumns > 128 ? kColumns / 2 : kColumns;
  static constexpr std::uint32_t kWavesAcross = kColumns / kWaveColumns;
  static constexpr std::uint32_t kWaves = kRows / hopper::kWarpgroupRows * kWavesAcross;

  static constexpr std::uint32_t kABytes = kShape.tile_rows * kLine;
  static constexpr std::uint32_t kBBytes = kShape.tile_columns * kLine;
  static constexpr std::uint32_t kStage = kABytes + kBBytes;
  static constexpr std::uint32_t kRing = kShape.stages * kStage;

  // Blocks of a cluster share the larger operand: each loads its part of it for all of them.
  static constexpr bool kSharesA = kShape.cluster > 1 && kShape.tile_rows > kShape.tile_columns;
  static constexpr bool kSharesB = kShape.cluster > 1 && !kSharesA;

  // C leaves through panels of 64 rows of 128 bytes. The last panel of a wave begins early where it
  // would be narrower, and what lies in two panels is stored twice, the same.
  static constexpr bool kWideOutput = kElement == 4 || kShape.type == DataType::int8;
  /// fp32 stands for int32 too: it is copied bit by bit.
  static constexpr DataType kOutputType = kWideOutput                     ? DataType::fp32
                                          : kShape.type == DataType::fp16 ? DataType::fp16
                                                                          : DataType::bf16;
  static constexpr std::uint32_t kOutput = hopper::element_bytes(kOutputType);
  static constexpr std::uint32_t kPanelColumns = kLine / kOutput;
  static constexpr std::uint32_t kPanel = hopper::kWarpgroupRows * kLine;
  static constexpr std::uint32_t kPanelsOfWave = (kWaveColumns + kPanelColumns - 1) / kPanelColumns;
  static constexpr std::uint32_t kPanels = kWaves * kPanelsOfWave;  ///< of a warpgroup

  // All panels at a time where there is room for them, else two lots of them in turn.
  static constexpr std::uint32_t kSharedLimit = 232448, kBarrier = 8;
  static constexpr std::uint32_t kBarriers = 2 * kShape.stages * kBarrier;
  static constexpr std::uint32_t kRoom = (kSharedLimit - kRing - kBarriers) / (kConsumers * kPanel);
  static constexpr bool kAtOnce = kRoom >= kPanels;
  static constexpr std::uint32_t kLot = kAtOnce ? kPanels : kRoom / 2;
  static constexpr std::uint32_t kStagingOfGroup = (kAtOnce ? 1 : 2) * kLot * kPanel;
  static constexpr std::uint32_t kStaging = kConsumers * kStagingOfGroup;
  static constexpr std::uint32_t kShared = kRing + kStaging + kBarriers;
  static constexpr std::uint32_t kThreads = (1 + kConsumers) * hopper::kWarpgroupLanes;

  static_assert(kRows % hopper::kWarpgroupRows == 0 && kWaveColumns % 8 == 0);
  static_assert(kLot > 0 && kShared <= kSharedLimit && kWaveColumns >= kPanelColumns);
  static_assert(kABytes % kPattern == 0 && kBBytes % kPattern == 0);
  static_assert((kShape.a_major == hopper::Major::k && kShape.b_major == hopper::Major::k) ||
                kElement == 2);
  static_assert(kShape.b_major == hopper::Major::k || kColumns % kBoxMn == 0);
};

/// The operands as the copy engine takes them. All of one problem and shape.
struct HopperGemmTensors {
  hopper::Tensor a, b, c;
};

template <HopperGemmShape kShape>
constexpr HopperGemmTensors hopper_gemm_tensors(const GemmProblem& p) {
  using Plan = HopperGemmPlan<kShape>;
  constexpr std::uint32_t kShareA = Plan::kSharesA ? kShape.cluster : 1;
  constexpr std::uint32_t kShareB = Plan::kSharesB ? kShape.cluster : 1;
  // tf32 is copied as it is: the tensor core drops the low bits itself.
  constexpr DataType kIn = kShape.type == DataType::tf32 ? DataType::fp32 : kShape.type;
  const auto operand = [&](const void* data, hopper::Major major, std::uint64_t extent,
                           std::uint64_t pitch, std::uint32_t box) {
    const bool along_k = major == hopper::Major::k;
    return hopper::Tensor{.data = const_cast<void*>(data),
                          .type = kIn,
                          .columns = along_k ? p.k : extent,
                          .rows = along_k ? extent : p.k,
                          .pitch_bytes = pitch * Plan::kElement,
                          .box_columns = along_k ? Plan::kStageK : Plan::kBoxMn,
                          .box_rows = along_k ? box : Plan::kStageK};
  };
  return {.a = operand(p.a, kShape.a_major, p.m, p.a_pitch, kShape.tile_rows / kShareA),
          .b = operand(p.b, kShape.b_major, p.n, p.b_pitch, kShape.tile_columns / kShareB),
          .c = {.data = p.c,
                .type = Plan::kOutputType,
                .columns = p.n,
                .rows = p.m,
                .pitch_bytes = p.c_pitch * Plan::kOutput,
                .box_columns = Plan::kPanelColumns,
                .box_rows = hopper::kWarpgroupRows}};
}

}  // namespace assay
