// What do the arguments of a run say, where it is known that they are right?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/cli/run_flags.hpp"

namespace assay::cli {

struct ParsedRun {
  RunFlags flags;
  std::vector<std::string> google_benchmark_flags;
};

/// `arguments` as dispatch() takes them. Throws Error(usage).
ParsedRun parse_run(const std::vector<std::string>& arguments);

/// The arguments in front of `--`, and those behind it, which are Google Benchmark's and never ours
/// to read.
struct SplitArguments {
  std::vector<std::string> ours, passed_through;
};
SplitArguments split_arguments(const std::vector<std::string>& arguments);

}  // namespace assay::cli
