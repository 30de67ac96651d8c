// The page of `assay trend --format html`: what changed, drawn over the nights.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/archive/series.hpp"
#include "harness/document/document.hpp"
#include "harness/judge/trend/trend.hpp"
#include "harness/report/mark.hpp"

namespace assay::report::html {

/// The series worth a chart: of each of the first groups that whose change is the largest, each
/// once.
std::vector<archive::SeriesKey> charted_series(const judge::Trend& trend);

/// `series`: those of charted_series, in any order; what is not there has no chart.
std::string trend_report(const judge::Trend& trend, const std::vector<archive::Series>& series,
                         const Mark& mark, const document::ToolInfo& tool);

}  // namespace assay::report::html
