// Is there a module for this machine's MPI, and if not, why?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <string>
#include <vector>

#include "collectives/mpi/module.hpp"

namespace assay {

/// Where the module of a program may lie: beside it, or in ../lib/assay.
std::vector<std::string> mpi_module_files(const std::filesystem::path& program);

/// /proc/self/exe, resolved.
std::filesystem::path this_program();

/// Opens the first of the files that is there. It stays open until the process ends: MPI's own
/// threads must outlive everything. Throws Error(unavailable) where none can be used.
const MpiFunctions& open_mpi_module(const std::vector<std::string>& files);

}  // namespace assay
