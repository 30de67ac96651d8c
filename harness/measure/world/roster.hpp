// Who is there, on which host, and which of the host's GPUs does each hold?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/measure/world/messages.hpp"

namespace assay::measure {

/// A GPU as one process sees it: ordinals may differ between processes, names of devices do not.
struct SeenGpu {
  int index = 0;
  std::string uuid;
};

/// What this process tells the others of itself.
struct Self {
  std::string build, host;
  std::vector<SeenGpu> gpus = {};
  int nccl_version_code = 0;
};

struct Member {
  std::string host, mpi_version;
  std::vector<int> gpus = {};  ///< that it holds, by its own ordinals
  int gpus_seen = 0;
  int nccl_version_code = 0;
};

Hello hello_of(const Self& self, std::string_view mpi_version);

/// In the order of ranks. Processes of one host that see the same GPUs share them out in pieces;
/// those that were each given their own keep them.
std::vector<Member> roster_of(const std::vector<Hello>& hellos);

/// Empty where all are of one build; else a sentence that names who differs from rank 0.
std::string build_mismatch(const std::vector<Hello>& hellos);

std::vector<std::string> hosts_of(const std::vector<Member>& members);  ///< each once, in order
std::vector<int> leaders_of(const std::vector<Member>& members);  ///< first rank of each of these

}  // namespace assay::measure
