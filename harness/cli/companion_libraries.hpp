// Are NCCL and cuBLASLt on this machine, to be timed beside our kernels?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "harness/judge/diagnosis/diagnosis.hpp"

namespace assay::cli {

/// Opens each, as a run would, without using a device.
std::vector<judge::Companion> companion_libraries();

}  // namespace assay::cli
