// Which libraries that decide what a node is did this process open, and from where?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <vector>

namespace assay::probe {

/// Absolute paths, in order: the driver, NVML, NCCL, cuBLASLt and MPI, as far as they are open now.
std::vector<std::string> opened_libraries();

/// Whether a file of that path is one of them, by its name.
bool is_deciding_library(std::string_view path);

/// Whether it lies where a system, a toolkit or a container engine installs libraries, and not
/// where a user may put one.
bool is_of_the_system(std::string_view path);

}  // namespace assay::probe
