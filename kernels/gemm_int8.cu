// How fast is a matrix product in int8 on the tensor cores?
//
// Sums and C are int32, and exact.
#include "kernels/gemm_kernel.hpp"

namespace assay::ASSAY_TARGET {

extern constinit const Kernel gemm_int8 = gemm_kernel<DataType::int8>(
    "gemm.int8", "How fast is a matrix product in int8 on the tensor cores?");

}  // namespace assay::ASSAY_TARGET
