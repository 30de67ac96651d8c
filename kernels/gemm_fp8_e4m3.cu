// How fast is a matrix product in fp8 (e4m3) on the tensor cores?
//
// Sums are in fp32, and C is bf16.
#include "kernels/gemm_kernel.hpp"

namespace assay::ASSAY_TARGET {

extern constinit const Kernel gemm_fp8_e4m3 = gemm_kernel<DataType::fp8_e4m3>(
    "gemm.fp8_e4m3", "How fast is a matrix product in fp8 (e4m3) on the tensor cores?");

}  // namespace assay::ASSAY_TARGET
