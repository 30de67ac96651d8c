// Durations are in seconds everywhere; other units exist only where something is shown.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <chrono>

namespace assay {

using Seconds = std::chrono::duration<double>;

}  // namespace assay
