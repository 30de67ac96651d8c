// How does a diagnosis look as JSON? As results-schema/diagnosis.schema.json says.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/diagnosis/diagnosis.hpp"

namespace assay::report {

/// Ends with a newline.
std::string diagnosis_json(const judge::Diagnosis& diagnosis);

}  // namespace assay::report
