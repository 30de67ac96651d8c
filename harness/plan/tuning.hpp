// Which of a kernel's variants is fastest on a device, as sweeps found?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/plan/device.hpp"
#include "harness/plan/shape.hpp"
#include "kernels/kernel.hpp"

namespace assay::plan {

/// What an entry holds for; what it leaves out is not asked about.
struct TunedFor {
  std::optional<DataType> type = {};
  Layout layout = Layout::none;
  Accumulation accumulation = Accumulation::none;
  Path path = Path::none;
  std::optional<Shape> shape = {};  ///< products of about that size
};

struct TunedKernel {
  std::string kernel;  ///< "memory.read"
  std::uint32_t compute_capability = 0, processors = 0;
  TunedFor holds = {};
  Variant variant = {};
};
using Tuning = std::vector<TunedKernel>;

/// What results-schema/tuning/streams.json held when this binary was built.
Tuning embedded_tuning();

/// Throws Error(input) naming `name` where the text is not such a file.
Tuning parse_tuning(std::string_view text, const std::string& name);

/// Bulk copies need compute capability 9.0.
bool can_run(const Variant& variant, const DeviceTraits& device);

/// Where a sweep found one on devices of the same compute capability and number of SMs: the
/// fastest. Of several entries for products that nearest in size, none more than twice or less than
/// half as long in m, n or k. Else what the kernel chooses, else the first of its list that the
/// device can run; none where it has no variants or runs on a CPU.
Variant variant_for(const Kernel& kernel, const Parameters& parameters, const DeviceTraits& device,
                    const Tuning& tuning);

/// Every one of the kernel's that the device can run with these parameters.
std::vector<Variant> variants_for(const Kernel& kernel, const Parameters& parameters,
                                  const DeviceTraits& device);

}  // namespace assay::plan
