// Do the SMs of a device do alike?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>

#include "harness/document/document.hpp"

namespace assay::report {

/// A line for each case in which every SM was looked at by itself; slow ones are named. Empty where
/// there is none.
std::string processor_section(const document::Document& document, const std::string& device,
                              std::size_t columns);

}  // namespace assay::report
