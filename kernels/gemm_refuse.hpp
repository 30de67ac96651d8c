// Why can a tensor-core GEMM not be run here, and what could?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/kernel.hpp"

namespace assay {

/// Kernel::refuse of every GEMM for tensor cores.
void refuse_gemm(const Parameters&, const DeviceShape&, char (&why)[kMaxReason]);

}  // namespace assay
