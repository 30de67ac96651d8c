// In which unit does a kernel report?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string_view>

#include "kernels/kernel.hpp"

namespace assay {

/// "B/s", "FLOP/s"; "op/s" where it computes with integers alone, which are no floating-point
/// operations.
std::string_view unit_of(const Kernel& kernel);

}  // namespace assay
