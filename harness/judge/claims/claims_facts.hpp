// What do the drivers state of the devices that are taken for a part?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>
#include <string>
#include <string_view>

#include "harness/judge/gap/sides.hpp"

namespace assay::judge {

struct ReportedFact {
  std::optional<SideValue> value;  ///< `high` is above it where the truth may be more
  std::string missing;             ///< empty where the value is there
  std::string bound;               ///< why the truth may be more, and what would tell
};

/// `fact`: key of a device in a document, "memory_bytes" or "memory_clock_hz". Memory counts only
/// where 95 % of it were really allocated and verified.
ReportedFact reported_fact(const Side& side, std::string_view fact);

/// Facts that reported_fact knows.
bool is_known_fact(std::string_view fact);

}  // namespace assay::judge
