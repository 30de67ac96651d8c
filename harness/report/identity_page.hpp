// How is an identity laid out?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/judge/identity/identity_report.hpp"
#include "harness/report/page.hpp"

namespace assay::report {

Page identity_page(const judge::IdentityReport& report);

}  // namespace assay::report
