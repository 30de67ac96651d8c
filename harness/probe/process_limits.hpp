// How much may this process take of what a run needs beside processors and memory?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>

#include "harness/probe/tree.hpp"

namespace assay::probe {

/// Absent: no limit, or unknown.
struct ProcessLimits {
  std::optional<std::uint64_t> locked_memory_bytes = {};
  std::optional<std::uint64_t> open_files = {};
  std::optional<std::uint64_t> free_tasks = {};  ///< threads that the control groups still allow
  std::optional<std::uint64_t> shared_memory_bytes = {};       ///< of /dev/shm
  std::optional<std::uint64_t> shared_memory_free_bytes = {};  ///< likewise
};

/// From /proc/self/limits, the control groups and /dev/shm.
ProcessLimits process_limits(const Tree& tree);

}  // namespace assay::probe
