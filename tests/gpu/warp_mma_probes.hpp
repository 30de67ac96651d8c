// One instruction of the machine for warps on given operands, written once for hardware and for the
// model.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <vector>

#include "kernels/gemm_format.hpp"
#include "kernels/machine/warp_mma.hpp"

namespace assay::testing {

using WarpWords = std::vector<std::uint32_t>;

/// Operands of mma.sync are a word of each lane, register by register: four of A, four of B, of
/// which the last two are used, and the sums. Those of fp64: doubles, two of the upper rows of A,
/// two of the lower, two of B, four sums. The answer: the sums.
WarpWords mma_of_hardware(DataType type, WarpWords operands);
WarpWords mma_of_model(DataType type, WarpWords operands);

/// cp.async of 16 bytes by every lane, of which lane l reads l % 17, then ldmatrix of rows in
/// another order, straight and transposed. The answer: eight words a lane.
inline constexpr std::uint32_t kCopiedWords = 128;
WarpWords copies_of_hardware(WarpWords memory);
WarpWords copies_of_model(WarpWords memory);

/// Why there is no device for that type here; empty where there is.
const char* no_warp_mma(DataType type);

inline constexpr std::uint32_t kWarpProbeShared = kCopiedWords * 4;

}  // namespace assay::testing

namespace assay::ASSAY_TARGET {

template <DataType kType>
struct MmaProbe {
  std::uint32_t* words;

  template <class M>
  ASSAY_BODY void run(M& m) const {
    using Sum = GemmSumOf<kType>;
    typename M::template PerLane<MmaWords> a, b;
    typename M::template PerLane<MmaSums<Sum>> d;
    const auto word = [&](std::uint32_t lane, int i) -> std::uint32_t& {
      return words[static_cast<std::uint32_t>(i) * kWarpLanes + lane];
    };
    m.lanes([&](std::uint32_t lane) {
      ASSAY_UNROLL for (int i = 0; i < 4; ++i) {
        a[lane].word[i] = word(lane, i);
        b[lane].word[i] = word(lane, 4 + i);
        d[lane].sum[i] = __builtin_bit_cast(Sum, word(lane, 8 + i));
      }
    });
    m.template mma<kType>(d, a, b, 1);
    m.lanes([&](std::uint32_t lane) {
      ASSAY_UNROLL for (int i = 0; i < 4; ++i) word(lane, 8 + i) =
          __builtin_bit_cast(std::uint32_t, d[lane].sum[i]);
    });
  }
};

template <>
struct MmaProbe<DataType::fp64> {
  std::uint32_t* words;

  template <class M>
  ASSAY_BODY void run(M& m) const {
    auto* const doubles = reinterpret_cast<double*>(words);
    typename M::template PerLane<MmaDoubles> upper, lower, b;
    typename M::template PerLane<MmaSums<double>> d;
    const auto number = [&](std::uint32_t lane, int i) -> double& {
      return doubles[static_cast<std::uint32_t>(i) * kWarpLanes + lane];
    };
    m.lanes([&](std::uint32_t lane) {
      upper[lane] = {number(lane, 0), number(lane, 1)};
      lower[lane] = {number(lane, 2), number(lane, 3)};
      b[lane] = {number(lane, 4), number(lane, 5)};
      ASSAY_UNROLL for (int i = 0; i < 4; ++i) d[lane].sum[i] = number(lane, 6 + i);
    });
    m.mma_f64(d, upper, lower, b);
    m.lanes([&](std::uint32_t lane) {
      ASSAY_UNROLL for (int i = 0; i < 4; ++i) number(lane, 6 + i) = d[lane].sum[i];
    });
  }
};

struct CopyProbe {
  std::uint32_t* words;  ///< kCopiedWords, then the answer

  template <class M>
  ASSAY_BODY void run(M& m) const {
    m.lanes([&](std::uint32_t lane) { m.cp_async(lane, lane * 16, words + lane * 4, lane % 17); });
    m.cp_async_commit();
    m.template cp_async_wait<0>();
    m.warp_sync();
    typename M::template PerLane<MmaWords> straight, turned;
    const auto row = [](std::uint32_t lane) { return (lane * 5 + 3) % kWarpLanes * 16; };
    m.template ldmatrix<false>(straight, row);
    m.template ldmatrix<true>(turned, row);
    m.lanes([&](std::uint32_t lane) {
      std::uint32_t* const to = words + testing::kCopiedWords + lane * 8;
      ASSAY_UNROLL for (int i = 0; i < 4; ++i) {
        to[i] = straight[lane].word[i];
        to[4 + i] = turned[lane].word[i];
      }
    });
  }
};

/// run(MmaProbe<type>{}) of a type known only at run time.
template <class Run>
void with_mma_probe(DataType type, Run run) {
  switch (type) {
    case DataType::bf16:
      return run(MmaProbe<DataType::bf16>{});
    case DataType::fp16:
      return run(MmaProbe<DataType::fp16>{});
    case DataType::tf32:
      return run(MmaProbe<DataType::tf32>{});
    case DataType::int8:
      return run(MmaProbe<DataType::int8>{});
    case DataType::fp8_e4m3:
      return run(MmaProbe<DataType::fp8_e4m3>{});
    case DataType::fp8_e5m2:
      return run(MmaProbe<DataType::fp8_e5m2>{});
    default:
      return run(MmaProbe<DataType::fp64>{});
  }
}

}  // namespace assay::ASSAY_TARGET
