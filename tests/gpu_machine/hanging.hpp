// What does it look like when a kernel never ends?
#pragma once
// SPDX-License-Identifier: Apache-2.0

namespace assay::gpu_machine {

/// Never returns. From now on the process hangs too if it ends by exit(), as one with the real
/// runtime does, and its clock is ahead by more than any deadline: nobody has to wait for it.
[[noreturn]] void hang();

}  // namespace assay::gpu_machine
