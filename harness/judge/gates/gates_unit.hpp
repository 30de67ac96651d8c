// Which units may a gate be written in, and what are they worth?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <span>
#include <string_view>

namespace assay::judge {

struct GateUnit {
  std::string_view name;  ///< "GB/s"
  std::string_view base;  ///< "B/s"
  double factor = 1;      ///< from it to the base unit
};

/// Those of results-schema/gates.schema.json.
std::span<const GateUnit> gate_units();

/// Null where there is none of that name.
const GateUnit* find_gate_unit(std::string_view name);

/// The unit that a value of this one, times the factor, is written in: GB/s of MB/s and 1000. Null
/// where there is none.
const GateUnit* scaled_unit(const GateUnit& unit, double factor);

}  // namespace assay::judge
