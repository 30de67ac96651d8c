// What is shown of the GPUs, of the ways between them, and of what would spoil a measurement?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/probe/facts.hpp"

namespace assay::cli {

/// One line of what it is, and an indented one for each group of facts that are known.
std::string gpu_lines(const probe::CudaFacts& gpu);

/// Pairs of GPUs that reach each other in the same way are counted together.
std::string peer_lines(const probe::CudaProbe& cuda);

/// Versions, and what became of the management library.
std::string driver_lines(const probe::CudaProbe& cuda);

std::string warning_lines(const probe::CudaProbe& cuda);

}  // namespace assay::cli
