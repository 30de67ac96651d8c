// Units with a prefix are written by core; the rest here.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/gap_page_value.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

#include "harness/core/units.hpp"
#include "harness/judge/gap/gap_explanation.hpp"

namespace assay::report {

std::string value_text(double value, std::string_view unit) {
  if (unit == "1") {
    return value == std::floor(value) && value >= 10 ? fmt::format("{:.0f}", value)
                                                     : judge::ratio_text(value);
  }
  if (unit == "B") return format_bytes(static_cast<std::uint64_t>(std::llround(value)));
  if (unit == "FLOP" || unit == "op" || unit == "bit") return fmt::format("{:.4g} {}", value, unit);
  if (unit == "FLOP/B") return fmt::format("{:.3g} {}", value, unit);
  return format_quantity(value, unit);
}

}  // namespace assay::report
