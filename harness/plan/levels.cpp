// The levels as data: quick stays below a minute on two cores and about two on a GPU, standard
// takes about ten, soak is standard with ten times the sampling time and the largest products
// alone.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/levels.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>
#include <utility>

#include "harness/plan/groups.hpp"
#include "harness/plan/products.hpp"

namespace assay::plan {
namespace {

constexpr std::uint64_t kKiB = 1024, kMiB = kKiB * 1024, kGiB = kMiB * 1024;
constexpr std::uint64_t kArraysAtMost = 3;  // memory.add and memory.triad
// Arrays of a GPU that published figures are about; larger ones show pages and TLBs too.
constexpr std::uint64_t kQuickGpuBytes = kGiB, kGpuBytes = 8 * kGiB;

constexpr std::uint32_t kUnknownCapability = 90;

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

std::vector<Shape> shapes(const DeviceTraits& device, const Options& options) {
  const Level level = options.level;
  if (!options.shapes.empty()) return options.shapes;
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
      for (const auto& [m, n, k] : shapes(device, options)) {
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

std::vector<Parameters> own_cases(const Kernel& kernel, const DeviceTraits& device,
                                  const Options& options) {
  std::vector<Parameters> list(kMaxCases);
  const Depth depth = options.level == Level::quick ? Depth::quick : Depth::thorough;
  DeviceShape shape = shape_of(device);
  // Of a GPU that cannot be looked at, the cases of the part this suite is made for have no result.
  const bool unknown = !on_cpu(device) && shape.compute_capability == 0;
  if (unknown) shape.compute_capability = kUnknownCapability;
  const int count = kernel.cases(shape, depth, list.data());
  list.resize(static_cast<std::size_t>(count));
  // What every rank of a collective holds has no size of its own.
  if (kernel.machines == Machines::all) replace_sizes(list, options.bytes);
  return list;
}

std::vector<Parameters> swept_streams(const Kernel& kernel, const DeviceTraits& device,
                                      const Options& options) {
  std::vector<Parameters> list;
  if (options.sweep != Sweep::variants || !kernel.sized || kernel.cases != nullptr) return list;
  const auto bytes = options.bytes.empty()
                         ? std::vector<std::uint64_t>{memory_array_bytes(options.level, device)}
                         : options.bytes;
  for (const std::uint64_t size : bytes) {
    Parameters swept{.type = DataType::fp64, .bytes = size, .cache = Cache::cold};
    for (const auto& variant : variants_for(kernel, swept, device)) {
      swept.variant = variant;
      list.push_back(swept);
    }
  }
  return list;
}

}  // namespace

std::vector<DataType> types_of(const Kernel& kernel, Level level) {
  const bool by_bytes = kernel.sized && !kernel.matrix;
  std::vector<DataType> types;
  using enum DataType;
  for (const DataType type : {fp32, fp64, tf32, fp16, bf16, fp8_e4m3, fp8_e5m2, int8, int32}) {
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

std::vector<Parameters> parameters_of(const Kernel& kernel, const DeviceTraits& device,
                                      const Options& options) {
  if (kernel.machines == Machines::gpu && on_cpu(device)) return {};
  if (options.sweep != Sweep::none) {
    return lists_products(kernel)
               ? swept_products(kernel, device, options, own_cases(kernel, device, options))
               : swept_streams(kernel, device, options);
  }
  auto list = kernel.cases != nullptr ? own_cases(kernel, device, options)
                                      : level_cases(kernel, device, options);
  if (lists_products(kernel)) list = products_of(kernel, device, options, std::move(list));
  for (auto& one : list) one.variant = variant_for(kernel, one, device, options.tuning);
  return list;
}

}  // namespace assay::plan
