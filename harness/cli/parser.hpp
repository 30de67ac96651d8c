// Which verb did the command line ask for, and with what?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

namespace assay::cli {

/// Parses, runs the verb and returns the exit code. Throws Error; a command line that cannot be
/// understood is Error(usage) that names the help to read.
int dispatch(const std::vector<std::string>& arguments);

}  // namespace assay::cli
