// How much memory does the kernel state, and how does it use huge pages?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>

#include "harness/probe/tree.hpp"

namespace assay::probe {

struct Memory {
  std::optional<std::uint64_t> total_bytes;
  std::optional<std::uint64_t> available_bytes;
};

/// Of the host; control groups are not looked at.
Memory host_memory(const Tree& tree);

/// Of the NUMA node whose sysfs folder this is.
std::optional<std::uint64_t> node_memory_bytes(const Tree& tree, const std::string& folder, int id);

/// The word in brackets of "always [madvise] never".
std::optional<std::string> transparent_huge_pages(const Tree& tree);

}  // namespace assay::probe
