// How does what was found of the claims look as JSON? As results-schema/claims.schema.json says.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/claims/claims.hpp"

namespace assay::report {

/// Ends with a newline.
std::string claims_json(const judge::Claims& claims);

}  // namespace assay::report
