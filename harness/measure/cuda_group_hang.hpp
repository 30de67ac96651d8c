// Which of several GPUs did not come?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <string_view>

#include "harness/measure/cuda_group_member.hpp"

namespace assay::measure {

/// After a wait that failed. Throws HangError where a kernel left whom it waited for, or where some
/// devices are not done, which are abandoned then; else Error(unavailable) with `why`.
[[noreturn]] void throw_hang(const CudaGroupMembers& members, std::string_view step,
                             const std::string& why);

}  // namespace assay::measure
