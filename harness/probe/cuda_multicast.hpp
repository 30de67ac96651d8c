// Does the switch that a GPU is behind add up and store to all? For the files of this folder that
// ask CUDA.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <optional>

namespace assay::probe {

/// Of the device of that index. Absent where the driver does not answer, as before CUDA 12.1.
std::optional<bool> multicast_of(int index);

}  // namespace assay::probe
