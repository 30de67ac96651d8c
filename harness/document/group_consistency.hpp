// Do the devices, ranks and hosts that share one case fit together?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <set>
#include <string>
#include <vector>

#include "harness/document/record.hpp"

namespace assay::document {

/// Adds a line to `problems` for everything that does not; `at` is the JSON pointer of the case,
/// and `devices` are those listed in the document.
void check_group(const CaseRecord& record, const std::string& at,
                 const std::set<std::string>& devices, std::vector<std::string>& problems);

}  // namespace assay::document
