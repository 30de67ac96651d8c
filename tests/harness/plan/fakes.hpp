// A small kernel table and invented hosts: what a plan is made from, without hardware or kernels.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <cstddef>
#include <cstdint>

#include "harness/probe/facts.hpp"
#include "kernels/kernel.hpp"

namespace assay::plan::fake {

inline ArraySizes one_array(const Parameters& p, std::uint32_t) {
  return {{p.bytes}};
}
inline ArraySizes three_arrays(const Parameters& p, std::uint32_t) {
  return {{p.bytes, p.bytes, p.bytes}};
}
inline ArraySizes no_arrays(const Parameters&, std::uint32_t) {
  return {};
}
inline ArraySizes matrices(const Parameters& p, std::uint32_t) {
  const std::uint64_t size = p.type == DataType::fp64 ? 8 : 4;
  return {{p.m * p.k * size, p.k * p.n * size, p.m * p.n * size}};
}
inline Work one_pass(const Parameters& p, std::uint32_t) {
  return {.bytes = static_cast<double>(p.bytes)};
}
inline Work three_passes(const Parameters& p, std::uint32_t) {
  return {.bytes = 3.0 * static_cast<double>(p.bytes)};
}
inline Work chains(const Parameters&, std::uint32_t processors) {
  return {.flop = 1e6 * static_cast<double>(processors)};
}
inline Work product(const Parameters& p, std::uint32_t) {
  return {.flop =
              2.0 * static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k)};
}

using ArraysOf = ArraySizes (*)(const Parameters&, std::uint32_t);
using WorkOf = Work (*)(const Parameters&, std::uint32_t);

constexpr Kernel kernel_of(const char* name, Quantity quantity, Limit limit, ArraysOf arrays,
                           WorkOf work) {
  return {.name = name,
          .question = "How fast?",
          .check = "by hand",
          .quantity = quantity,
          .limit = limit,
          .matrix = false,
          .sized = false,
          .arrays = arrays,
          .work = work,
          .program = {}};
}
constexpr Kernel memory_kernel(const char* name, ArraysOf arrays, WorkOf work) {
  Kernel kernel = kernel_of(name, Quantity::bandwidth, Limit::memory, arrays, work);
  kernel.sized = true;
  return kernel;
}
constexpr Kernel rate_kernel(const char* name, WorkOf work) {
  return kernel_of(name, Quantity::rate, Limit::arithmetic, no_arrays, work);
}
constexpr Kernel matrix_kernel(const char* name, ArraysOf arrays) {
  Kernel kernel = kernel_of(name, Quantity::throughput, Limit::arithmetic, arrays, product);
  kernel.matrix = true;
  return kernel;
}
inline constexpr Kernel kRead = memory_kernel("memory.read", one_array, one_pass);
inline constexpr Kernel kTriad = memory_kernel("memory.triad", three_arrays, three_passes);
inline constexpr Kernel kFma = rate_kernel("fma.rate", chains);
inline constexpr Kernel kGemm = matrix_kernel("gemm.portable", matrices);

constexpr KernelEntry everywhere(const Kernel& kernel) {
  return {{&kernel, &kernel, &kernel, &kernel}};
}
template <std::size_t kCount>
constexpr KernelTable table_of(const std::array<KernelEntry, kCount>& entries) {
  return {entries.data(), static_cast<int>(kCount)};
}

/// Everywhere, but gemm.portable, which has no GPU version here.
inline constexpr std::array kEntries{everywhere(kRead), everywhere(kTriad), everywhere(kFma),
                                     KernelEntry{{&kGemm, &kGemm, &kGemm, nullptr}}};
inline constexpr KernelTable kTable = table_of(kEntries);

/// Two threads, 260 MiB of last-level cache, 23 GiB available, no GPU.
inline probe::Facts cpu_host() {
  probe::Facts facts;
  facts.cpu.instruction_set = "avx512";
  facts.cpu.threads = 2;
  facts.cpu.thread_processors = {0, 1};
  facts.cpu.allowed_processors = {0, 1};
  facts.cpu.memory_bytes = std::uint64_t{24} << 30;
  facts.cpu.memory_available_bytes = std::uint64_t{23} << 30;
  probe::Cache cache;
  cache.level = 3;
  cache.type = "unified";
  cache.size_bytes = std::uint64_t{260} << 20;
  cache.shared_by = 2;
  cache.instances = 1;
  facts.cpu.caches = {cache};
  facts.cuda.reason = "no NVIDIA driver is installed";
  return facts;
}

/// The same host with two GPUs: a usable one and one too old.
inline probe::Facts gpu_host(int compute_major = 0) {
  probe::Facts facts = cpu_host();
  facts.cuda.built = true;
  facts.cuda.reason.clear();
  probe::CudaFacts gpu;
  gpu.index = 0;
  gpu.name = "GPU A";
  gpu.compute_major = compute_major;
  gpu.multiprocessors = 132;
  gpu.memory_bytes = std::uint64_t{80} << 30;
  gpu.memory_free_bytes = std::uint64_t{78} << 30;
  gpu.l2_bytes = std::uint64_t{50} << 20;
  facts.cuda.devices.push_back(gpu);
  gpu.index = 1;
  gpu.name = "GPU B";
  gpu.unusable = "compute capability 7.0 is too old";
  facts.cuda.devices.push_back(gpu);
  return facts;
}

}  // namespace assay::plan::fake
