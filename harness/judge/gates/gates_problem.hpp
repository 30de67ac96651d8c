// What keeps a gates file from being used at all: every place, not only the first.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/gates/gates.hpp"

namespace assay::judge {

struct GatesProblem {
  std::string place;  ///< JSON pointer; empty: the whole file
  std::string check;  ///< "schema"; "bounds" and "units" where values contradict each other
  std::string what;
};

/// A file that is JSON: its gates, and what is wrong with it. Where the schema is broken there are
/// no gates. Throws Error(input) for what is not even JSON, or of another kind or major version.
GatesFile parse_gates(std::string_view text, const std::string& name,
                      std::vector<GatesProblem>& problems);

}  // namespace assay::judge
