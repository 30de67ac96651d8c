// Looks the program up.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/gpu_program.hpp"

#include <fmt/format.h>

#include "kernels/error.hpp"

namespace assay::measure {

const Kernel& gpu_program_of(const plan::Case& planned) {
  const Kernel* kernel = planned.kernel->for_target(Target::gpu);
  if (kernel != nullptr) return *kernel;
  throw Error(ErrorKind::unavailable,
              fmt::format("running {}: this build holds no GPU program of it; build it with a CUDA "
                          "compiler (scripts/setup --cuda)",
                          planned.name()));
}

}  // namespace assay::measure
