// How long has it been?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <functional>

#include "harness/core/seconds.hpp"

namespace assay::operate {

/// A watch that is started now.
inline std::function<Seconds()> started_watch() {
  return [start = std::chrono::steady_clock::now()] {
    return Seconds(std::chrono::steady_clock::now() - start);
  };
}

}  // namespace assay::operate
