// Which hosts were measured against one another, and which of them is slow?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>

#include "harness/document/document.hpp"

namespace assay::report {

/// The ranks and hosts of a launcher, the spread over their pairs, and a line for each slow host.
/// Empty where nothing was launched. At most `columns` wide.
std::string host_section(const document::Document& document, std::size_t columns);

}  // namespace assay::report
