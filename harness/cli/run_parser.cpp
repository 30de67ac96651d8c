// The flags of a run, by the parser that all verbs share, and without the verbs.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/run_parser.hpp"

#include <algorithm>

#include "kernels/error.hpp"

namespace assay::cli {

SplitArguments split_arguments(const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front() != "run") return {arguments, {}};
  const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
  if (dashes == arguments.end()) return {arguments, {}};
  return {{arguments.begin(), dashes}, {dashes + 1, arguments.end()}};
}

ParsedRun parse_run(const std::vector<std::string>& arguments) {
  SplitArguments given = split_arguments(arguments);
  ParsedRun parsed;
  parsed.google_benchmark_flags = std::move(given.passed_through);
  CLI::App app;
  app.require_subcommand(1);
  CLI::App* verb = app.add_subcommand("run");
  add_run_flags(*verb, parsed.flags);
  try {
    app.parse(std::vector<std::string>(given.ours.rbegin(), given.ours.rend()));
  } catch (const CLI::ParseError& error) {
    throw Error(ErrorKind::usage, error.what());
  }
  return parsed;
}

}  // namespace assay::cli
