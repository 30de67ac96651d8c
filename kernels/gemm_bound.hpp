// How far may a right answer of a tensor-core GEMM lie from the exact one?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/parameters.hpp"

namespace assay {

/// |c - exact| <= absolute + relative |exact|, with the inputs of Inputs::timed.
struct GemmBound {
  double absolute = 0, relative = 0;
};

GemmBound gemm_bound(const Parameters&);

}  // namespace assay
