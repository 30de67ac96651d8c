// The levels as data: quick stays below a minute on two cores, standard takes about ten, soak is
// standard with ten times the sampling time.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/levels.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>
#include <string_view>

namespace assay::plan {
namespace {

constexpr std::uint64_t kKiB = 1024, kMiB = kKiB * 1024, kGiB = kMiB * 1024;
constexpr std::uint64_t kArraysAtMost = 3;  // memory.add and memory.triad
// Arrays of a GPU that published figures are about; larger ones show pages and TLBs too.
constexpr std::uint64_t kQuickGpuBytes = kGiB, kGpuBytes = 8 * kGiB;

struct Shape {
  std::uint64_t m, n, k;
};
constexpr std::array kQuickCpuShapes{Shape{2048, 2048, 2048}};
constexpr std::array kQuickGpuShapes{Shape{4096, 4096, 4096}};
// The rectangular ones do the work of 2048 cubed: tall, wide and deep differ by shape alone.
constexpr std::array kStandardShapes{Shape{1024, 1024, 1024}, Shape{2048, 2048, 2048},
                                     Shape{4096, 4096, 4096}, Shape{8192, 1024, 1024},
                                     Shape{1024, 8192, 1024}, Shape{1024, 1024, 8192}};
constexpr std::array<std::string_view, 1> kQuickSweeps{"memory.read"};
constexpr std::array<std::string_view, 3> kStandardSweeps{"memory.read", "memory.copy",
                                                          "memory.triad"};

bool on_cpu(const DeviceTraits& device) {
  return device.id.kind == DeviceId::Kind::cpu;
}

bool is_swept(const Kernel& kernel, const DeviceTraits& device, Level level) {
  const auto has = [&](const auto& names) {
    return std::find(names.begin(), names.end(), std::string_view(kernel.name)) != names.end();
  };
  if (level != Level::quick) return has(kStandardSweeps);
  return on_cpu(device) && has(kQuickSweeps);
}

// From cache to memory on a CPU; a GPU has no cache worth sweeping below 64 MiB.
std::vector<std::uint64_t> array_sizes(const Kernel& kernel, const DeviceTraits& device,
                                       const Options& options) {
  if (!options.bytes.empty()) return options.bytes;
  const std::uint64_t last = memory_array_bytes(options.level, device);
  std::vector<std::uint64_t> sizes;
  if (is_swept(kernel, device, options.level)) {
    const std::uint64_t factor = options.level == Level::quick ? 4 : 2;
    const std::uint64_t first = on_cpu(device) ? 16 * kKiB : 64 * kMiB;
    for (std::uint64_t size = first; size < last; size *= factor) sizes.push_back(size);
  }
  sizes.push_back(last);
  return sizes;
}

std::vector<Shape> shapes(const DeviceTraits& device, Level level) {
  const auto copy = [](const auto& list) { return std::vector<Shape>(list.begin(), list.end()); };
  if (level != Level::quick) return copy(kStandardShapes);
  return on_cpu(device) ? copy(kQuickCpuShapes) : copy(kQuickGpuShapes);
}

// Sized by the level. What a GPU streams is told from memory: its cache is evicted first.
std::vector<Parameters> level_cases(const Kernel& kernel, const DeviceTraits& device,
                                    const Options& options) {
  const Cache cache = on_cpu(device) ? Cache::none : Cache::cold;
  std::vector<Parameters> list;
  for (const DataType type : types_of(kernel, options.level)) {
    if (kernel.matrix) {
      for (const auto& [m, n, k] : shapes(device, options.level)) {
        list.push_back({.type = type, .m = m, .n = n, .k = k, .cache = cache});
      }
    } else if (!kernel.sized) {
      list.push_back({.type = type});
    } else {
      for (const std::uint64_t bytes : array_sizes(kernel, device, options)) {
        list.push_back({.type = type, .bytes = bytes, .cache = cache});
      }
    }
  }
  return list;
}

std::vector<Parameters> own_cases(const Kernel& kernel, const DeviceTraits& device, Level level) {
  const DeviceShape shape{.processors = device.processors,
                          .compute_capability = device.compute_capability,
                          .last_level_cache_bytes = device.cache_bytes,
                          .memory_bytes = device.memory_bytes,
                          .memory_free_bytes = device.memory_available_bytes.value_or(0),
                          .host_nodes = device.host_nodes,
                          .near_node = device.near_node};
  std::vector<Parameters> list(kMaxCases);
  const Depth depth = level == Level::quick ? Depth::quick : Depth::thorough;
  const int count = kernel.cases(shape, depth, list.data());
  list.resize(static_cast<std::size_t>(count));
  return list;
}

std::vector<Parameters> swept_parameters(const Kernel& kernel, const DeviceTraits& device,
                                         const Options& options) {
  std::vector<Parameters> list;
  const auto bytes = options.bytes.empty()
                         ? std::vector<std::uint64_t>{memory_array_bytes(options.level, device)}
                         : options.bytes;
  for (const std::uint64_t size : bytes) {
    for (const auto& variant : variants_for(kernel, device)) {
      list.push_back(
          {.type = DataType::fp64, .bytes = size, .cache = Cache::cold, .variant = variant});
    }
  }
  return list;
}

}  // namespace

// Six samples are the fewest whose range covers the median with 95 %; an odd count has a middle
// one.
Sampling sampling_of(Level level) {
  switch (level) {
    case Level::quick:
      return {.minimum_time = Seconds(0.3), .minimum_samples = 7};
    case Level::standard:
      return {.minimum_time = Seconds(2), .minimum_samples = 15};
    case Level::soak:
      return {.minimum_time = Seconds(20), .minimum_samples = 15};
  }
  throw std::logic_error("Level out of range");
}

std::vector<DataType> types_of(const Kernel& kernel, Level level) {
  const bool by_bytes = kernel.sized && !kernel.matrix;
  std::vector<DataType> types;
  for (const DataType type : {DataType::fp32, DataType::fp64}) {
    if ((kernel.types & only(type)) != 0) types.push_back(type);
  }
  if (level == Level::quick && by_bytes && types.size() > 1) return {DataType::fp64};
  return types;
}

std::uint64_t memory_array_bytes(Level level, const DeviceTraits& device) {
  std::uint64_t wanted = level == Level::quick ? kQuickGpuBytes : kGpuBytes;
  if (on_cpu(device)) wanted = std::max(64 * kMiB, std::bit_ceil(2 * device.cache_bytes));
  if (!device.memory_available_bytes) return wanted;
  const std::uint64_t allowed = *device.memory_available_bytes / 2 / kArraysAtMost;
  return std::min(wanted, std::max(std::bit_floor(allowed), 4 * kKiB));
}

Seconds settle_of(Level level, const DeviceTraits& device) {
  if (on_cpu(device)) return {};
  switch (level) {
    case Level::quick:
      return Seconds(1);
    case Level::standard:
      return Seconds(3);
    case Level::soak:
      return Seconds(10);
  }
  throw std::logic_error("Level out of range");
}

std::vector<Parameters> parameters_of(const Kernel& kernel, const DeviceTraits& device,
                                      const Options& options) {
  if (kernel.machines == Machines::gpu && on_cpu(device)) return {};
  if (options.sweep) return swept_parameters(kernel, device, options);
  auto list = kernel.cases != nullptr && !on_cpu(device) ? own_cases(kernel, device, options.level)
                                                         : level_cases(kernel, device, options);
  for (auto& one : list) one.variant = variant_for(kernel, device, options.tuning);
  return list;
}

}  // namespace assay::plan
