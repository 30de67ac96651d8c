// What does assay explain tell people?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "harness/catalogue/part.hpp"
#include "harness/judge/explain/explained.hpp"
#include "harness/report/page.hpp"

namespace assay::report {

/// Formula, derivation, limits, and what a poor value means, metric by metric; of a part, which may
/// be null, what is published beside it, with its sources.
Page explanation_page(const std::vector<judge::Explained>& metrics, const catalogue::Part* part);

/// Every metric and its formula in one line.
Page explanation_list_page(const std::vector<judge::Explained>& metrics);

}  // namespace assay::report
