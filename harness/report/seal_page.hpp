// What does assay verify-seal tell people?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/judge/seal/seal_report.hpp"
#include "harness/report/page.hpp"

namespace assay::report {

/// Conclusion first, then what was sealed, then what a seal leaves open.
Page seal_page(const judge::SealReport& report);

}  // namespace assay::report
