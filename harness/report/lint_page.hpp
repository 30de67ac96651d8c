// What does assay lint tell people?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/judge/lint/lint.hpp"
#include "harness/report/page.hpp"

namespace assay::report {

/// Conclusion first, then the findings of each file.
Page lint_page(const judge::Lint& lint);

}  // namespace assay::report
