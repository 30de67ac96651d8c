// How does a shell learn to complete verbs, flags and their values?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/cli/manual/completion.hpp"
#include "harness/cli/manual/help_table.hpp"

namespace assay::cli {

/// To be sourced, or put where bash-completion looks; needs nothing but bash 4.4.
std::string bash_completion(const HelpTable& table, const Completions& known);

/// A file "_assay" of a folder in zsh's fpath.
std::string zsh_completion(const HelpTable& table, const Completions& known);

std::string fish_completion(const HelpTable& table, const Completions& known);

}  // namespace assay::cli
