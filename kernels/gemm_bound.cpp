// What can make a right answer differ from the exact one, with the random inputs of gemm_data.hpp:
//
// 1. The sum is rounded to the type of C: 2^-8 of it for bf16, 2^-11 for fp16.
//
// 2. A tensor core adds a step of products to the sum so far: all terms are aligned with the
//    largest of them and cut, towards zero, f bits below its leading bit. f is 23 or more for bf16,
//    fp16 and tf32, and a step at least 16 bytes of k (M. Fasi et al., "Numerical behavior of
//    NVIDIA tensor cores", PeerJ Computer Science, 2021; F. Khattak and M. Mikaitis, "Accurate
//    Models of NVIDIA Tensor Cores", arXiv:2512.07004). For fp8 on Hopper f is 13, and a step 32
//    bytes (DeepSeek-AI, "DeepSeek-V3 Technical Report", section 3.5.2, which saw errors of nearly
//    2 % at k = 4096; arXiv:2512.07004). Uncertain, as none of it is documented by the vendor: that
//    nothing rounds down instead of towards zero, which would add a bias of half a bit a product.
//    On 8.9, by mma.sync, f is 13 too, and a step 16 bytes: half of what one instruction takes
//    (P. Xie et al., "MMA-Sim: Bit-Accurate Reference Model of Tensor Cores and Matrix Cores",
//    arXiv:2511.10909; microsoft/MMA-Sim, mmasim/simulator/nv.py at 16a01880). By mma.sync 9.0
//    multiplies fp8 as fp16, and later parts may keep more bits: for those the same bound as for
//    8.9 is wider than it need be.
//
//    With independent inputs of mean 0 the sum so far is a random walk of products of variance
//    16/9. R = 4/3 sqrt(k) is its standard deviation after k of them. On its way from 0 to c it
//    is on average |c| / 2 + 2 R away from 0 at most: the average of such a bridge has a standard
//    deviation of R / sqrt(12), so that this is 7 of them. A step cuts less than 2^-f of it. What
//    is cut from a product is as often above as below 0, of standard deviation below
//    2^-f / sqrt(3) of the sum so far: 4 sqrt(k) of them are 7 standard deviations. Products are at
//    most 16, which matters where k is small; 8 covers what a step's largest is in practice.
//
// 3. Promoted fp8 begins a new sum every 128 steps of k, so that R is that of 128 products.
//
// 4. fp64: every multiply-add rounds, here and there: twice 2^-53 of the sum so far.
//
// 5. The check itself sums 256 products at a time in fp32, and those sums in fp32.
//
// What it lets through: with fp8, fast, and k = 8192 the bound is 13 + 0.04 |c|, where one missing
// step of 32 bytes is off by 7.5 on average and by more than the bound in some hundred of the
// elements of a tile. At k = 32768 it would be seen in the whole of C only. Nothing of that kind
// passes the check with exact inputs.
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_bound.hpp"

#include <cmath>

namespace assay {
namespace {

constexpr double kProductDeviation = 4.0 / 3, kLargestOfStep = 8;
constexpr double kPromotion = 128, kReferenceRun = 256;

double walk(double products) {
  return kProductDeviation * std::sqrt(products);
}

double output_rounding(DataType type) {
  if (type == DataType::bf16 || is_fp8(type)) return 0x1p-8;
  return type == DataType::fp16 ? 0x1p-11 : 0;
}

// The native path is wgmma on 9.0 and mma.sync on 8.9, and the shape tells: those of wgmma alone
// have clusters, be it of one block, and where nobody chose one it is theirs.
bool is_by_wgmma(const Parameters& p) {
  return p.path == Path::native && (p.variant.tile_rows == 0 || p.variant.cluster != 0);
}

// Products that are added at a time.
double step_products(const Parameters& p) {
  switch (p.type) {
    case DataType::fp64:
      return 1;
    case DataType::tf32:
      return 4;
    case DataType::fp8_e4m3:
    case DataType::fp8_e5m2:
      return is_by_wgmma(p) ? 32 : 16;
    default:
      return 8;
  }
}

double cut(DataType type) {
  if (type == DataType::fp64) return 0x1p-52;
  return is_fp8(type) ? 0x1p-13 : 0x1p-23;
}

}  // namespace

GemmBound gemm_bound(const Parameters& p) {
  if (p.type == DataType::int8 || p.inputs == Inputs::exact) return {};
  const auto k = static_cast<double>(p.k);
  const bool promoted = p.accumulation == Accumulation::promoted && k > kPromotion;
  const double steps = std::ceil(k / step_products(p)), random = 4 * std::sqrt(k);
  const double reach = walk(promoted ? kPromotion : k);
  GemmBound bound{.absolute = cut(p.type) * (steps * (2 * reach + kLargestOfStep) +
                                             random * (reach + kLargestOfStep)),
                  .relative = output_rounding(p.type)};
  bound.relative += (promoted ? 0x1p-23 : cut(p.type)) * (steps + random) / 2;
  if (p.type != DataType::fp64) {
    const double run = k < kReferenceRun ? k : kReferenceRun;
    bound.absolute += 0x1p-24 * k * 2 * walk(run);
    bound.relative += 0x1p-24 * k / kReferenceRun;
  }
  return bound;
}

}  // namespace assay
