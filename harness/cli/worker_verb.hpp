// assay worker: a process that assay run starts, and nobody else.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

namespace assay::cli {

/// `run` are the arguments of the run it works for. Returns the exit code, which says nothing: what
/// went wrong the supervisor was told. Throws Error(usage) where there is none.
int work_for(const std::vector<std::string>& run);

}  // namespace assay::cli
