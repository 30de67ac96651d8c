// How fast is a matrix product in tf32 on the tensor cores?
//
// A and B are fp32 of which the tensor core reads 19 bits; sums and C are fp32.
#include "kernels/gemm_kernel.hpp"

namespace assay::ASSAY_TARGET {

extern constinit const Kernel gemm_tf32 = gemm_kernel<DataType::tf32>(
    "gemm.tf32", "How fast is a matrix product in tf32 on the tensor cores?");

}  // namespace assay::ASSAY_TARGET
