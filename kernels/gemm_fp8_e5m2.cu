// How fast is a matrix product in fp8 (e5m2) on the tensor cores?
//
// Sums are in fp32, and C is bf16.
#include "kernels/gemm_kernel.hpp"

namespace assay::ASSAY_TARGET {

extern constinit const Kernel gemm_fp8_e5m2 = gemm_kernel<DataType::fp8_e5m2>(
    "gemm.fp8_e5m2", "How fast is a matrix product in fp8 (e5m2) on the tensor cores?");

}  // namespace assay::ASSAY_TARGET
