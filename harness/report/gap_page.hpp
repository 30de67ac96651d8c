// How is a gap laid out?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/judge/gap/gap.hpp"
#include "harness/report/depth.hpp"
#include "harness/report/page.hpp"

namespace assay::report {

/// Brief: the table, its legend, and why ratios differ.
Page gap_page(const judge::Gap& gap, Depth depth = Depth::full);

}  // namespace assay::report
