// How did a long case go, second by second?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>

#include "harness/document/document.hpp"

namespace assay::report {

/// Rows of one curve at most: of longer ones every second, third, ... row is shown.
inline constexpr std::size_t kCurveRows = 60;

/// A table for each case of the device that has a curve; empty where none has. At most `columns`
/// wide.
std::string curve_section(const document::Document& document, const std::string& device,
                          std::size_t columns);

}  // namespace assay::report
