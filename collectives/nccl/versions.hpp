// Do all processes that are to form one communicator have the same NCCL?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <span>
#include <string>

namespace assay {

/// What one process of a launcher has.
struct NcclOfProcess {
  std::string host;
  int rank = 0;
  int version_code = 0;  ///< 0: it has none that can be used
};

/// Empty where all have the same; else a sentence that says which hosts differ from what most have.
std::string nccl_mismatch(std::span<const NcclOfProcess> processes);

}  // namespace assay
