// The machine a kernel body runs on, chosen by the compiler that reads this header.
//
// A kernel file is compiled once per target. Everything in it lives in namespace
// assay::ASSAY_TARGET, so that code made for one instruction set cannot be picked up by another: a
// test looks at the symbols.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#if !defined(ASSAY_TARGET)
#error \
    "ASSAY_TARGET is not defined: kernel files are compiled by add_kernel (kernels/CMakeLists.txt)"
#endif

#if defined(__CUDACC__)
#include "kernels/machine/gpu.cuh"
#else
#include "kernels/machine/cpu.hpp"
#endif
