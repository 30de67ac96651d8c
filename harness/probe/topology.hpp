// How are the processors grouped: cores, sockets, caches, NUMA nodes?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/probe/facts.hpp"
#include "harness/probe/tree.hpp"

namespace assay::probe {

/// Logical processors of the host that are switched on; empty where the kernel does not say.
std::vector<int> online_processors(const Tree& tree);

struct Cores {
  std::vector<int> first_processors;              ///< the first allowed sibling of each core
  std::optional<std::uint32_t> threads_per_core;  ///< the most that an allowed core has
};

/// A processor whose siblings are unknown is its own core.
Cores cores_of(const Tree& tree, const std::vector<int>& allowed);

/// Packages that hold one of `processors`; absent where the kernel does not number them.
std::optional<std::uint32_t> sockets_of(const Tree& tree, const std::vector<int>& processors);

/// One entry for each kind of cache; instances counted over `allowed`, and over `pinned` for the
/// threads.
std::vector<Cache> caches_of(const Tree& tree, const std::vector<int>& allowed,
                             const std::vector<int>& pinned);

/// Nodes whose memory the kernel states.
std::vector<NumaNode> numa_nodes(const Tree& tree, const std::vector<int>& allowed);

}  // namespace assay::probe
