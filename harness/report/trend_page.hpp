// How is told what changed over time?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/judge/trend/trend.hpp"
#include "harness/report/page.hpp"

namespace assay::report {

/// The conclusion, what changed and what else did at that moment, undecided last runs, and how
/// often all of this is chance.
Page trend_page(const judge::Trend& trend);

}  // namespace assay::report
