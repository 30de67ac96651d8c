// Decides on submission from what a case is.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/submission.hpp"

#include <algorithm>

namespace assay::measure {
namespace {

// A queue takes about a thousand launches and then makes the host wait, which is no good while it
// is held. An iteration may be two launches and more.
constexpr std::uint64_t kHeldIterationsAtMost = 256;

bool uses_host_memory(const ArraySizes& sizes) {
  for (int i = 0; i < kMaxArrays; ++i) {
    if (sizes.bytes[i] != 0 && sizes.place[i] == Place::host) return true;
  }
  return false;
}

}  // namespace

Held held_of(const plan::Case& planned, const ArraySizes& sizes) {
  const Parameters& parameters = planned.parameters;
  if (parameters.host_memory == HostMemory::pageable && uses_host_memory(sizes)) return Held::no;
  if (parameters.submission == Submission::graph) return Held::yes;
  return planned.iterations <= kHeldIterationsAtMost ? Held::yes : Held::no;
}

std::uint64_t copies_to_rotate(const plan::Case& planned, const ArraySizes& sizes,
                               std::uint64_t cache_bytes) {
  std::uint64_t bytes = 0;
  for (const std::uint64_t array : sizes.bytes) bytes += array;
  if (planned.parameters.cache != Cache::cold || bytes == 0 || uses_host_memory(sizes)) return 1;
  const std::uint64_t enough = kTimesTheCache * cache_bytes / bytes + 1;
  return std::clamp<std::uint64_t>(enough, 1, std::max<std::uint64_t>(planned.iterations, 1));
}

}  // namespace assay::measure
