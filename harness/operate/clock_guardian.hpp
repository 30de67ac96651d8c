// Who gives the clocks of the GPUs back where a run ends without a word, by SIGKILL even? A process
// that outlives it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "harness/operate/channel.hpp"
#include "harness/operate/clock_message.hpp"
#include "harness/probe/nvml/nvml.hpp"

namespace assay::operate {

/// From now on nothing but SIGKILL ends this process, the end of its supervisor included: that is
/// what it is there for, and it ends by itself soon after.
void become_guardian();

/// Locks, says so, waits for a word of the supervisor or for its end, restores, says so. Where one
/// GPU refuses, those before it are restored, and the supervisor is told why. True: a call of the
/// driver never returned, and an ordinary exit might wait for it. Throws Error(unavailable) where a
/// clock stays locked and nobody is there to be told.
bool guard_clocks(Channel& channel, const ClockOrder& order, const probe::NvmlOptions& nvml = {});

}  // namespace assay::operate
