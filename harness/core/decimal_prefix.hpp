// What stands before a unit, and what is it worth?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <string_view>

namespace assay {

struct DecimalPrefix {
  double factor = 1;
  std::string_view name;
};

/// Falling. "u" is written for micro, as a terminal can show it.
inline constexpr std::array<DecimalPrefix, 10> kDecimalPrefixes{{{1e15, "P"},
                                                                 {1e12, "T"},
                                                                 {1e9, "G"},
                                                                 {1e6, "M"},
                                                                 {1e3, "k"},
                                                                 {1, ""},
                                                                 {1e-3, "m"},
                                                                 {1e-6, "u"},
                                                                 {1e-9, "n"},
                                                                 {1e-12, "p"}}};

}  // namespace assay
