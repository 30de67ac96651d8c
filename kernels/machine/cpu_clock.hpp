// The clock a processor runs at, from what it does rather than from what the system says.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

namespace assay {

/// Core clock of the calling thread's processor in Hz: a chain of dependent integer additions, each
/// of which takes one cycle on every x86-64 and AArch64 core, timed by the monotonic clock. Takes
/// the given number of additions (300000: about 100 us). Other load on the core reads as a lower
/// clock.
double measure_clock_hz(std::uint64_t additions = 300000);

}  // namespace assay
