// Which environment variables does the document hold? Those on a list, never the whole environment:
// it carries credentials.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <map>
#include <string>

namespace assay::probe {

using Environment = std::map<std::string, std::string, std::less<>>;

/// Every variable of this process; kept no longer than it takes to select from it.
Environment process_environment();

/// Those that change what is measured, or say where it was measured: CUDA, NCCL, OpenMP, Slurm and
/// Kubernetes. Values of more than 1024 bytes are cut and end in "..."; variables that are not
/// plain UTF-8 text are left out.
Environment recorded_environment(const Environment& all);

}  // namespace assay::probe
