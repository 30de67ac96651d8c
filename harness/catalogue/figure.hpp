// What is a published number worth?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::catalogue {

/// How far a figure can be trusted; results-schema/catalogue/README.md explains the grades.
enum class Authority : std::uint8_t {
  vendor,
  vendor_tool,
  vendor_copy,
  secondary,
  derived,
  measured,
  inferred,
  unverified,
};

/// "vendor", "vendor-tool", ...
std::string_view to_string(Authority authority);

/// Inferred and unverified figures may be shown and may explain; no verdict may rest on them.
bool may_gate(Authority authority);

/// One stated number.
struct Figure {
  double value = 0;
  std::string unit;  ///< "B", "B/s", "FLOP", "FLOP/s", "op", "op/s", "Hz", "W", "bit", "1"
  std::string source;
  std::string date;  ///< as exactly as it is known, or "undated page", "undated log", ...
  Authority authority = Authority::unverified;
  std::string note;  ///< empty: nothing more to know

  bool gates() const { return may_gate(authority); }
};

}  // namespace assay::catalogue
