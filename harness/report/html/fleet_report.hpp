// The page of `assay fleet --format html`: which nodes stand out, in what, among which others.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/document/document.hpp"
#include "harness/judge/fleet/fleet.hpp"
#include "harness/report/mark.hpp"

namespace assay::report::html {

/// `hosts`: of the runs that count, each once. A square for each, numbers for the worst of each
/// stratum, then all that the page says in words.
std::string fleet_report(const judge::Fleet& fleet, const std::vector<std::string>& hosts,
                         const Mark& mark, const document::ToolInfo& tool);

}  // namespace assay::report::html
