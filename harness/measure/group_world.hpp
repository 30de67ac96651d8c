// What does a session of GPUs need to know of those that other processes hold?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>

#include "harness/measure/nccl/connections.hpp"

namespace assay::measure {

/// The GPUs of this process are a part of the ranks of a case.
struct GroupWorld {
  int first_rank = 0;  ///< of the first of them
  /// Joins a communicator of all, see NcclConnections::World.
  NcclConnections::World join;
  /// Returns once every process is here: right before each sample.
  std::function<void()> meet;
};

}  // namespace assay::measure
