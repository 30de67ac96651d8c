// How fast is a matrix product in bf16 on the tensor cores?
//
// Sums are in fp32.
#include "kernels/gemm_kernel.hpp"

namespace assay::ASSAY_TARGET {

extern constinit const Kernel gemm_bf16 = gemm_kernel<DataType::bf16>(
    "gemm.bf16", "How fast is a matrix product in bf16 on the tensor cores?");

}  // namespace assay::ASSAY_TARGET
