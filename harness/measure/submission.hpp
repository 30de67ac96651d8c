// How do the launches of a sample reach a device, and which arrays do they use?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "harness/plan/case.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// Whether the stream is held until all launches of a sample are queued (queue_hold()).
enum class Held : std::uint8_t { yes, no };

/// Not held are copies from and to pageable memory, for they wait for the stream, and samples of
/// more launches than its queue takes, unless they are one graph.
Held held_of(const plan::Case& planned, const ArraySizes& sizes);

/// Copies of the arrays that launches take in turn: so many that a copy has left the cache when its
/// turn comes again. 1 where the case is not cold, where its arrays are larger than that, are used
/// once a sample, or lie on the host.
std::uint64_t copies_to_rotate(const plan::Case& planned, const ArraySizes& sizes,
                               std::uint64_t cache_bytes);

/// Times the size of the cache that are read or used until nothing older is in it. Nothing is
/// published on how lines are chosen for replacement. Were it by chance, twice the size would leave
/// 13 % of the lines there; four times leaves 2 %.
inline constexpr std::uint64_t kTimesTheCache = 4;

}  // namespace assay::measure
