// How does a gap look as JSON? As results-schema/gap.schema.json says.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/gap/gap.hpp"

namespace assay::report {

/// Ends with a newline.
std::string gap_json(const judge::Gap& gap);

}  // namespace assay::report
