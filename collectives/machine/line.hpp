// What is a flagged line, and what does a wait say of itself?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/kernel.hpp"

namespace assay {

/// 16 bytes that carry their own flags. Each half moves as a whole: data in the low 32 bits, flag
/// in the high ones.
struct alignas(16) FlaggedLine {
  std::uint64_t half[2];
};

/// What a rank waits for.
struct Waited {
  Phase phase;
  std::uint32_t peer;
};

}  // namespace assay
