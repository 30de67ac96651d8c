// A group's case by our own kernel.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <functional>
#include <memory>

#include "harness/measure/group_engine.hpp"

namespace assay::measure {

/// `select(rank)` makes the device of the rank current.
std::unique_ptr<GroupEngine> open_kernel_engine(std::function<void(int rank)> select);

}  // namespace assay::measure
