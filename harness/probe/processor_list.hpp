// Which numbers does a list of the kernel name: "0-3,8"?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string_view>
#include <vector>

namespace assay::probe {

/// Ascending, each once; an empty text is an empty list. Absent if it is not such a list, or names
/// a number of 65536 or more: no machine has that many, and a garbled range must not fill the
/// memory.
std::optional<std::vector<int>> parse_processor_list(std::string_view text);

/// Those of `processors` that `list` holds too, in the order of `processors`; `list` is ascending.
std::vector<int> intersection(const std::vector<int>& processors, const std::vector<int>& list);

}  // namespace assay::probe
