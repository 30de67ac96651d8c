// What did a long case show second by second?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/document/document.hpp"
#include "harness/report/html/element.hpp"

namespace assay::report::html {

/// Charts of clock, power, temperature and time of a sample for each case of the device that has a
/// curve, below a heading of `level`.
std::vector<Element> soak_elements(const document::Document& document, const std::string& device,
                                   int level);

}  // namespace assay::report::html
