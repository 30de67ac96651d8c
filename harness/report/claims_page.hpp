// How are judged claims laid out?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/judge/claims/claims.hpp"
#include "harness/report/depth.hpp"
#include "harness/report/page.hpp"

namespace assay::report {

/// The table, and in full every criterion with value, range and evidence.
Page claims_page(const judge::Claims& claims, Depth depth = Depth::full);

}  // namespace assay::report
