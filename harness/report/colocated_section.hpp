// How fast do ranks that share one device work out one sum?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>

#include "harness/document/document.hpp"

namespace assay::report {

/// A row for each case, under the words that what bounds it is one device's memory and no link.
/// Empty where there is none.
std::string colocated_section(const document::Document& document, const std::string& device,
                              std::size_t columns);

}  // namespace assay::report
