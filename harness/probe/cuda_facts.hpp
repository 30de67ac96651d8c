// Which GPUs are there, as the CUDA runtime states them, and if none, why?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <optional>
#include <string>

#include "harness/probe/facts.hpp"

namespace assay::probe {

/// `root` is where a binary without CUDA looks for the hardware it cannot use.
/// Creates no context, and therefore leaves free memory unknown. Never throws on account of a GPU:
/// a device that fails is listed as unusable, with the reason.
CudaProbe probe_cuda(const std::filesystem::path& root,
                     const std::optional<std::string>& visible_devices);

/// Where free memory is still unknown, asks CUDA. That creates the primary context of the device,
/// which takes several hundred MiB of it for as long as this process lives; a device on which it
/// cannot be created becomes unusable.
void read_free_memory(CudaProbe& probe);

}  // namespace assay::probe
