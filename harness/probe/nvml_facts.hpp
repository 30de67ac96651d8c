// What does NVML add to what CUDA says of the GPUs?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "harness/probe/facts.hpp"
#include "harness/probe/nvml/nvml.hpp"

namespace assay::probe {

/// Fills in what NVML knows of the host, of every device that CUDA found and of the links between
/// them. `own_pid` is left out of the processes. What this driver does not tell stays as it was,
/// and is named in `not_supported` unless another source had it. A GPU that the driver has lost
/// becomes unusable. Once a call hangs nothing more is asked, and the reason is kept.
///
/// Read it before this process makes a context: its memory would count as memory in use.
void read_nvml(const Nvml& nvml, std::uint64_t own_pid, CudaProbe& probe);

}  // namespace assay::probe
