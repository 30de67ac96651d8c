// How fast is a matrix product in fp16 on the tensor cores?
//
// Sums are in fp32.
#include "kernels/gemm_kernel.hpp"

namespace assay::ASSAY_TARGET {

extern constinit const Kernel gemm_fp16 = gemm_kernel<DataType::fp16>(
    "gemm.fp16", "How fast is a matrix product in fp16 on the tensor cores?");

}  // namespace assay::ASSAY_TARGET
