// Answers that follow from the facts alone.
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/facts.hpp"

#include <algorithm>

namespace assay::probe {

bool CudaFacts::busy() const {
  return std::any_of(warnings.begin(), warnings.end(), [](const Warning& warning) {
    return warning.kind == WarningKind::foreign_process ||
           warning.kind == WarningKind::memory_in_use;
  });
}

std::uint64_t CpuFacts::last_level_cache_bytes() const {
  int last_level = 0;
  std::uint64_t bytes = 0;
  for (const Cache& cache : caches) {
    if (cache.type == "instruction" || cache.level < last_level) continue;
    if (cache.level > last_level) bytes = 0;
    last_level = cache.level;
    // A cache whose sharing is unknown is there at least once.
    const std::uint32_t count = cache.thread_instances.value_or(cache.instances.value_or(1));
    bytes += cache.size_bytes * count;
  }
  return bytes;
}

}  // namespace assay::probe
