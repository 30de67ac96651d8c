// Which GPUs are there, as the CUDA runtime states them, and if none, why?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <optional>
#include <string>

#include "harness/probe/facts.hpp"

namespace assay::probe {

/// `root` is where a binary without CUDA looks for the hardware it cannot use.
/// Creates the primary context of each usable device: free memory is not known without one. Never
/// throws on account of a GPU: a device that fails is listed as unusable, with the reason.
CudaProbe probe_cuda(const std::filesystem::path& root,
                     const std::optional<std::string>& visible_devices);

}  // namespace assay::probe
