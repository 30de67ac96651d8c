// Which verbs are there? Each adds its flags and its help to the parser, in a file of its own.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace assay::cli {

/// Called when the parser chose the verb; returns the exit code, throws Error.
using Action = std::function<int()>;

/// What a verb may need beyond its own flags.
struct Invocation {
  std::vector<std::string> arguments;               ///< all of them, without the program's name
  std::vector<std::string> google_benchmark_flags;  ///< those after `run ... --`
};

Action add_probe(CLI::App& app);
Action add_identify(CLI::App& app);
Action add_lint(CLI::App& app);
Action add_list(CLI::App& app);
Action add_run(CLI::App& app, const Invocation& invocation);
Action add_validate(CLI::App& app);
Action add_compare(CLI::App& app);
Action add_verdict(CLI::App& app);
Action add_trend(CLI::App& app);
Action add_gap(CLI::App& app);
Action add_fleet(CLI::App& app);
Action add_baseline(CLI::App& app);
Action add_claims(CLI::App& app);
Action add_explain(CLI::App& app);
Action add_doctor(CLI::App& app);
Action add_seal_key(CLI::App& app);
Action add_verify_seal(CLI::App& app);
Action add_archive(CLI::App& app);
/// Reads the flags of every verb of `app`, which must outlive the action.
Action add_manual(CLI::App& app);

}  // namespace assay::cli
