// How is a verdict laid out for people?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/judge/verdict/verdict.hpp"
#include "harness/report/page.hpp"

namespace assay::report {

enum class VerdictDetail {
  full,    ///< table, reasons, coverage and identity of every device
  failing  ///< one line for a device that passes, all of the others
};

Page verdict_page(const judge::DocumentVerdict& verdict, VerdictDetail detail);

/// "PASS h100-sxm cuda:0 NVIDIA H100 80GB HBM3 (GPU-...)".
std::string verdict_line(const judge::DeviceVerdict& device);

/// One row for each device of several documents.
PageTable overview_table();
void add_rows(PageTable& overview, const judge::DocumentVerdict& verdict);

/// What a pass leaves open; one sentence for the end of a report.
std::string limits_of_a_pass();

}  // namespace assay::report
