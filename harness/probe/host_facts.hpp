// Which host is this, and what runs on it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/probe/environment.hpp"
#include "harness/probe/facts.hpp"
#include "harness/probe/tree.hpp"

namespace assay::probe {

HostFacts probe_host(const Tree& tree, const Environment& environment);

}  // namespace assay::probe
