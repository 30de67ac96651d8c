// Which sizes does a tensor-core GEMM run at?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/kernel.hpp"

namespace assay {

/// Bytes of A, B and C together.
double gemm_bytes(const Parameters&);

/// Whether so much lies within what a device has free; 0 B free: nobody knows.
bool gemm_fits(double bytes, const DeviceShape&);

/// Kernel::cases of the GEMM of that type.
int gemm_cases(DataType type, const DeviceShape&, Depth, Parameters* list);

}  // namespace assay
