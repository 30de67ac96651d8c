// How is a comparison of two runs laid out?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/judge/compare/comparison.hpp"
#include "harness/report/page.hpp"

namespace assay::report {

Page comparison_page(const judge::Comparison& comparison);

}  // namespace assay::report
