// What does the driver of a simulated device claim?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/catalogue/catalogue.hpp"
#include "harness/probe/facts.hpp"
#include "harness/simulate/options.hpp"

namespace assay::simulate {

/// So many GPUs as are simulated, which state what is published of the part they present themselves
/// as; nothing in them is of this host. Throws Error(usage) as require_possible() does.
probe::Facts simulated_facts(const catalogue::Catalogue& catalogue, const Options& options);

}  // namespace assay::simulate
