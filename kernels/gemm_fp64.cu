// How fast is a matrix product in fp64 on the tensor cores?
//
// By mma.sync on every part: wgmma has no fp64.
#include "kernels/gemm_kernel.hpp"

namespace assay::ASSAY_TARGET {

extern constinit const Kernel gemm_fp64 = gemm_kernel<DataType::fp64>(
    "gemm.fp64", "How fast is a matrix product in fp64 on the tensor cores?");

}  // namespace assay::ASSAY_TARGET
