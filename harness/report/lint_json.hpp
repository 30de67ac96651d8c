// How do findings look as JSON? As results-schema/lint.schema.json says.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/lint/lint.hpp"

namespace assay::report {

/// Ends with a newline.
std::string lint_json(const judge::Lint& lint);

}  // namespace assay::report
