// How does the check of a seal look as JSON? As results-schema/seal.schema.json says.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/seal/seal_report.hpp"

namespace assay::report {

/// Ends with a newline.
std::string seal_json(const judge::SealReport& report);

}  // namespace assay::report
