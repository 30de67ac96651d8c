// How does an identity look as JSON? As results-schema/identity.schema.json says.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/identity/identity_report.hpp"

namespace assay::report {

/// Ends with a newline.
std::string identity_json(const judge::IdentityReport& report);

}  // namespace assay::report
