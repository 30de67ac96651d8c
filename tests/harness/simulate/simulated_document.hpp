// Whole documents in memory, without a device and without Google Benchmark: thousands a second.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/catalogue/catalogue.hpp"
#include "harness/document/document.hpp"
#include "harness/simulate/options.hpp"

namespace assay::simulate {

/// What `assay run --simulate` makes, with a fixed id and fixed times: the same options give the
/// same bytes. Throws Error(usage) as require_possible() does.
document::Document simulated_document(const catalogue::Catalogue& catalogue,
                                      const Options& options);

}  // namespace assay::simulate
