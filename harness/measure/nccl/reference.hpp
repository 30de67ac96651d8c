// NCCL beside an all-reduce of ours: the same inputs, the same timing, outputs of its own.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <memory>

#include "harness/measure/nccl/connections.hpp"
#include "harness/measure/nccl/lent.hpp"
#include "harness/measure/session.hpp"

namespace assay::measure {

/// Offers "default", and "symmetric" where the version has it: the same on memory that it has
/// registered with every rank ("registered", for its own rank alone, where it has but that). Behind
/// that word stands what NCCL chose, where it says so: "default algorithm=RING protocol=LL
/// channels=2". The second way is left out where it cannot be had. Throws Error(unavailable) where
/// NCCL does not start, or where memory does not allow outputs of its own.
std::unique_ptr<ReferenceSession> open_nccl_reference(const GroupReferenceCase& planned,
                                                      std::shared_ptr<NcclConnections> connections);

}  // namespace assay::measure
