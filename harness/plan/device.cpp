// Reads device names against the facts; nothing here asks a driver.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "kernels/error.hpp"

namespace assay::plan {
namespace {

const probe::CudaFacts* find_gpu(int index, const probe::Facts& facts) {
  for (const auto& gpu : facts.cuda.devices) {
    if (gpu.index == index) return &gpu;
  }
  return nullptr;
}

std::string known_devices(const probe::Facts& facts) {
  std::string names = "cpu";
  for (const auto& gpu : facts.cuda.devices) names += fmt::format(", cuda:{}", gpu.index);
  return names;
}

std::optional<int> cuda_index(std::string_view text) {
  constexpr std::string_view kPrefix = "cuda:";
  if (!text.starts_with(kPrefix)) return std::nullopt;
  const std::string_view digits = text.substr(kPrefix.size());
  int index = 0;
  const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (status != std::errc{} || end != digits.data() + digits.size() || index < 0)
    return std::nullopt;
  return index;
}

Target cpu_target(const std::string& instruction_set) {
  if (instruction_set == "avx512") return Target::cpu_avx512;
  if (instruction_set == "avx2") return Target::cpu_avx2;
  return Target::cpu_baseline;
}

}  // namespace

DeviceId parse_device(std::string_view text, const probe::Facts& facts) {
  if (text == "cpu") return {DeviceId::Kind::cpu, 0};
  if (const auto index = cuda_index(text)) {
    if (facts.cuda.devices.empty() || find_gpu(*index, facts))
      return {DeviceId::Kind::cuda, *index};
  }
  throw Error(ErrorKind::usage, fmt::format("--device {}: unknown device; known here: {}; "
                                            "'assay probe' describes them",
                                            text, known_devices(facts)));
}

std::vector<DeviceId> parse_devices(std::string_view list, const probe::Facts& facts) {
  std::vector<DeviceId> devices;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const DeviceId device = parse_device(list.substr(begin, end - begin), facts);
    if (std::find(devices.begin(), devices.end(), device) == devices.end())
      devices.push_back(device);
    begin = end + 1;
  }
  return devices;
}

std::string why_unusable(DeviceId device, const probe::Facts& facts) {
  if (device.kind == DeviceId::Kind::cpu) return {};
  const probe::CudaFacts* gpu = find_gpu(device.index, facts);
  if (!gpu) return facts.cuda.reason.empty() ? "no GPU was found" : facts.cuda.reason;
  return gpu->unusable;
}

std::vector<DeviceId> usable_gpus(const probe::Facts& facts) {
  std::vector<DeviceId> usable;
  for (const auto& gpu : facts.cuda.devices) {
    const DeviceId id{DeviceId::Kind::cuda, gpu.index};
    if (why_unusable(id, facts).empty()) usable.push_back(id);
  }
  return usable;
}

std::string why_no_gpu(const probe::Facts& facts) {
  if (!usable_gpus(facts).empty()) return {};
  return facts.cuda.reason.empty() ? "no GPU was found" : facts.cuda.reason;
}

DeviceTraits traits_of(DeviceId device, const probe::Facts& facts) {
  DeviceTraits traits;
  traits.id = device;
  traits.unavailable = why_unusable(device, facts);
  traits.host_nodes =
      static_cast<std::uint32_t>(std::max<std::size_t>(facts.cpu.numa_nodes.size(), 1));
  if (device.kind == DeviceId::Kind::cpu) {
    traits.target = cpu_target(facts.cpu.instruction_set);
    traits.processors = facts.cpu.threads;
    traits.cache_bytes = facts.cpu.last_level_cache_bytes();
    traits.memory_available_bytes = facts.cpu.memory_available_bytes
                                        ? facts.cpu.memory_available_bytes
                                        : facts.cpu.memory_bytes;
  } else {
    traits.target = Target::gpu;
    if (const probe::CudaFacts* gpu = find_gpu(device.index, facts)) {
      traits.processors = gpu->multiprocessors;
      traits.cache_bytes = gpu->l2_bytes;
      if (gpu->memory_free_bytes != 0) traits.memory_available_bytes = gpu->memory_free_bytes;
      traits.memory_bytes = gpu->memory_bytes;
      traits.compute_capability =
          static_cast<std::uint32_t>(10 * gpu->compute_major + gpu->compute_minor);
      traits.near_node = gpu->numa_node.value_or(-1);
      traits.partitioned = gpu->mig.value_or(false);
      traits.multicast = gpu->multicast.value_or(false);
    }
  }
  return traits;
}

DeviceShape shape_of(const DeviceTraits& device) {
  return {.processors = device.processors,
          .compute_capability = device.compute_capability,
          .last_level_cache_bytes = device.cache_bytes,
          .memory_bytes = device.memory_bytes,
          .memory_free_bytes = device.memory_available_bytes.value_or(0),
          .host_nodes = device.host_nodes,
          .near_node = device.near_node,
          .partitioned = device.partitioned};
}

}  // namespace assay::plan
