// Which program of a kernel runs on a GPU?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/plan/case.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// Throws Error(unavailable) where this build holds none.
const Kernel& gpu_program_of(const plan::Case& planned);

}  // namespace assay::measure
