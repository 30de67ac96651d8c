// Can a run be continued where another one stopped?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/document/document.hpp"

namespace assay::operate {

/// Measured, or found to be a fault: nothing that a later run may overwrite.
bool is_dealt_with(const document::CaseRecord& record);

/// `now` is the document of the run that is to continue `before`, in which nothing is measured yet.
/// Takes over what was dealt with, the id and the start. Throws Error(usage) naming the first thing
/// that is not as it was: tool, host, devices, drivers, plan, or nothing is missing.
void continue_document(document::Document& now, const document::Document& before,
                       const std::string& file);

}  // namespace assay::operate
