// How near do the matrix products of a run come to what the device allows, and how do they compare
// with the library beside them?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>

#include "harness/document/document.hpp"

namespace assay::report {

/// Ridges, a table of GEMM cases with their share of the roof and the library's time over theirs,
/// libraries that could not be used, and what did the arithmetic. Empty where none of it is known
/// of the device. At most `columns` wide.
std::string gemm_section(const document::Document& document, const std::string& device,
                         std::size_t columns);

}  // namespace assay::report
