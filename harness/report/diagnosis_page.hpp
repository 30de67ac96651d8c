// What does assay doctor tell people?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/judge/diagnosis/diagnosis.hpp"
#include "harness/report/page.hpp"

namespace assay::report {

/// Conclusion first, then what was found, the worst first, each with what mends it.
Page diagnosis_page(const judge::Diagnosis& diagnosis);

}  // namespace assay::report
