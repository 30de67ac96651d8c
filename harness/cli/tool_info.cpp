// Turns what CMake generated into provenance; the machines come from the kernel table itself.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/tool_info.hpp"

#include <algorithm>

#include "harness/cli/build_info.hpp"
#include "harness/cli/commit.hpp"
#include "kernels/kernel.hpp"

namespace assay::cli {

document::ToolInfo tool_info() {
  document::ToolInfo info;
  info.version = kVersion;
  if (*kCommit != '\0') info.commit = kCommit;
  info.build_type = ASSAY_BUILD_TYPE;
  info.compiler = kCompiler;
  if (*kCudaToolkit != '\0') info.cuda_toolkit = kCudaToolkit;
  const KernelTable table = kernel_table();
  for (const Target target :
       {Target::cpu_baseline, Target::cpu_avx2, Target::cpu_avx512, Target::gpu}) {
    const bool compiled = std::any_of(table.begin(), table.end(), [&](const KernelEntry& entry) {
      return entry.for_target(target) != nullptr;
    });
    if (compiled) info.targets.push_back(target);
  }
  return info;
}

std::string version_line() {
  std::string line = std::string("assay ") + kVersion;
  if (*kCommit != '\0') line += std::string(" (") + kCommit + ")";
  return line;
}

}  // namespace assay::cli
