// Which nodes have fewer GPUs than the others? One that fell off the bus is measured by nobody.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/archive/collection.hpp"
#include "harness/judge/fleet/strata.hpp"

namespace assay::judge {

/// A sentence, empty where there is none, or where less than half of the nodes agree on a number:
/// nodes may be of several sizes, and a run may leave GPUs out, so that it is no failure.
std::string fewer_gpus_note(const archive::Collection& collection, const Strata& strata);

}  // namespace assay::judge
