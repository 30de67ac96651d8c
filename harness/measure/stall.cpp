// Puts a stall into words.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/stall.hpp"

#include <fmt/format.h>

#include "harness/core/words.hpp"

namespace assay::measure {

std::string stall_text(const Stall& stall) {
  return fmt::format(
      "rank {} waited in vain for rank {}: block {}, phase {}, expected {} and saw {}", stall.rank,
      stall.peer, stall.block, to_string(stall.phase), stall.expected, stall.seen);
}

Hang hang_of(const Stall& stall, const std::vector<std::string>& names) {
  return {.missing = {stall.peer},
          .missing_names = {stall.peer < names.size() ? names[stall.peer]
                                                      : fmt::format("rank {}", stall.peer)},
          .rank = stall.rank,
          .block = stall.block,
          .phase = std::string(to_string(stall.phase)),
          .expected = stall.expected,
          .seen = stall.seen};
}

}  // namespace assay::measure
