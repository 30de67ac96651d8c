// How does a verb have verbs of its own, as assay archive add?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <map>
#include <string>

#include "harness/cli/verbs.hpp"

namespace assay::cli {

/// For a verb whose inner verbs were added to it: runs the one that was chosen. Without one it is
/// Error(usage) that lists them.
Action nested_verbs(CLI::App& verb, std::map<std::string, Action> actions);

/// The innermost verb on the command line; null where there is none.
const CLI::App* chosen_verb(const CLI::App& app);

/// "archive add": how it is called, without the program.
std::string full_name(const CLI::App& verb);

}  // namespace assay::cli
