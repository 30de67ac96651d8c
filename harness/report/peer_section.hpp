// What do GPUs reach of one another, pair by pair and all at once?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>

#include "harness/document/document.hpp"

namespace assay::report {

/// A matrix for each way of transfer of which a pair was measured, with the NVLinks of each device
/// beside it, and a line for each transfer of all GPUs at once. Empty where there is none. At most
/// `columns` wide: a matrix of many devices is broken into blocks of columns.
std::string peer_section(const document::Document& document, std::size_t columns);

}  // namespace assay::report
