// Which instruction multiplies the matrices of a case?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/kernel.hpp"

namespace assay {

/// As the PTX ISA writes it, such as "wgmma.m64n256k16.f32.bf16.bf16". Lives for ever.
const char* gemm_instruction(const Parameters&, std::uint32_t compute_capability);

}  // namespace assay
