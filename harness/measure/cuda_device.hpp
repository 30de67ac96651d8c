// Can this GPU still be used by this process? What its sessions remember beyond their end.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <string>

namespace assay::measure {

/// One GPU of this process; outlives the sessions on it.
struct CudaDevice {
  int index = 0;
  std::string uuid = {};   ///< "GPU-..."
  std::string lost = {};   ///< not empty: nothing can run on it any more in this process, and why
  bool abandoned = false;  ///< something still runs on it: whoever waits for it may wait for ever

  std::string name() const { return fmt::format("cuda:{} {}", index, uuid); }
};

}  // namespace assay::measure
