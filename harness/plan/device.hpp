// Which devices can be asked for, which of them can be measured, and what does a plan need to know
// of one?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/plan/case.hpp"
#include "harness/probe/facts.hpp"

namespace assay::plan {

/// "cpu", "cuda:0". Where the host shows no GPU at all, every "cuda:N" is accepted: its cases
/// become unavailable. Throws Error(usage) naming the known devices otherwise.
DeviceId parse_device(std::string_view text, const probe::Facts& facts);

/// "cpu,cuda:0": each once, in the order given.
std::vector<DeviceId> parse_devices(std::string_view list, const probe::Facts& facts);

/// Every GPU that this binary can measure.
std::vector<DeviceId> usable_gpus(const probe::Facts& facts);

/// Empty: the device can be measured. Else the reason, a few words.
std::string why_unusable(DeviceId device, const probe::Facts& facts);

/// Why usable_gpus() is empty; empty where it is not.
std::string why_no_gpu(const probe::Facts& facts);

/// What planning needs of one device.
struct DeviceTraits {
  DeviceId id;
  Target target = Target::cpu_baseline;
  std::uint32_t processors = 0;  ///< threads or SMs; 0: unknown
  std::optional<std::uint64_t> memory_available_bytes;
  std::uint64_t cache_bytes = 0;         ///< last level; 0: unknown
  std::uint64_t memory_bytes = 0;        ///< of a GPU, as CUDA reports it
  std::uint32_t compute_capability = 0;  ///< 90 is 9.0; 0: a CPU
  std::uint32_t host_nodes = 1;          ///< NUMA nodes of the host
  int near_node = -1;                    ///< the one a GPU is attached to; -1: unknown
  bool partitioned = false;              ///< a slice of a GPU (MIG)
  bool multicast = false;                ///< its switch adds up and stores to all GPUs
  std::string unavailable = {};          ///< as why_unusable
};
DeviceTraits traits_of(DeviceId device, const probe::Facts& facts);

/// The same as kernels ask for it.
DeviceShape shape_of(const DeviceTraits& device);

}  // namespace assay::plan
