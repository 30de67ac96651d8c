// Which verbs does assay archive have?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/cli/verbs.hpp"

namespace assay::cli {

Action add_archive_add(CLI::App& archive);
Action add_archive_list(CLI::App& archive);
Action add_archive_prune(CLI::App& archive);
Action add_archive_export(CLI::App& archive);

}  // namespace assay::cli
