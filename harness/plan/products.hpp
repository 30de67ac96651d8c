// Which sizes of the tensor-core products does a level, a sweep or the command line ask for?
//
// A kernel lists cases for a device: ways to multiply (layout, accumulation, path, load), each at
// some sizes. Here the sizes are replaced and the ways kept.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "harness/plan/device.hpp"
#include "harness/plan/options.hpp"

namespace assay::plan {

/// Whether the kernel multiplies matrices of sizes that it lists itself.
bool lists_products(const Kernel& kernel);

/// `listed`, as the kernel lists them for the level, at the sizes that were asked for. A quick
/// level has bursts of bf16 and fp8_e4m3 alone, soak the largest square of the first sustained way.
std::vector<Parameters> products_of(const Kernel& kernel, const DeviceTraits& device,
                                    const Options& options, std::vector<Parameters> listed);

/// Of --sweep variants: every sustained way in each shape of the kernel that runs there. Of --sweep
/// shapes: its first sustained way at shapes_to_search().
std::vector<Parameters> swept_products(const Kernel& kernel, const DeviceTraits& device,
                                       const Options& options,
                                       const std::vector<Parameters>& listed);

inline constexpr std::size_t kShapesToSearchAtMost = 24;

/// Where the best rate may lie: squares, and products whose tiles of C fill every SM the same whole
/// number of times, as near to a square as that allows. Those that do not fit in memory are left
/// out.
std::vector<Shape> shapes_to_search(const Kernel& kernel, const Parameters& way,
                                    const DeviceTraits& device, const Tuning& tuning);

}  // namespace assay::plan
