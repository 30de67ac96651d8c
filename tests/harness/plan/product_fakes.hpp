// Made-up kernels of tensor cores: the contract of kernel.hpp, and no arithmetic.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <cstdint>
#include <cstdio>

#include "harness/plan/plan.hpp"
#include "kernels/kernel.hpp"
#include "tests/harness/plan/fakes.hpp"

namespace assay::plan::fake {

inline constexpr Variant kWide{.stages = 4, .tile_rows = 128, .tile_columns = 256, .cluster = 2};
inline constexpr Variant kSquare{.stages = 6, .tile_rows = 128, .tile_columns = 128, .cluster = 1};
inline constexpr Variant kOld{.stages = 4, .tile_rows = 128, .tile_columns = 128, .group = 8};
inline constexpr Variant kProductVariants[] = {kWide, kSquare, kOld};

inline void say(char (&why)[kMaxReason], const char* reason) {
  std::snprintf(why, sizeof why, "%s", reason);
}

// FP8 from 9.0 on, no slices, multiples of 8; kOld is for the fallback and for 8.0.
inline void refuse_product(const Parameters& p, const DeviceShape& device,
                           char (&why)[kMaxReason]) {
  say(why, "");
  if (is_fp8(p.type) && device.compute_capability < 90) return say(why, "no fp8 before 9.0");
  if (device.partitioned) return say(why, "not on a slice");
  if (p.m % 8 != 0) return say(why, "m must be a multiple of 8: the nearest is 4096");
  const bool old = p.path == Path::fallback || device.compute_capability < 90;
  if (p.variant != Variant{} && (p.variant == kOld) != old) say(why, "of another path");
}

inline Variant choose_product(const Parameters& p, const DeviceShape& device) {
  if (device.compute_capability < 90 || p.path == Path::fallback) return kOld;
  return p.n < 2048 ? kSquare : kWide;
}

// Quick: a burst and a sustained one. Thorough: two squares, a long one, a layout, a fallback.
template <DataType kType>
int product_cases(const DeviceShape& device, Depth depth, Parameters* list) {
  int count = 0;
  const Accumulation sums = is_fp8(kType) ? Accumulation::fast : Accumulation::none;
  const auto add = [&](std::uint64_t m, std::uint64_t n, std::uint64_t k, Load load,
                       Path path = Path::native, Layout layout = Layout::row_column) {
    list[count++] = {.type = kType,
                     .m = m,
                     .n = n,
                     .k = k,
                     .layout = layout,
                     .accumulation = sums,
                     .path = path,
                     .load = load};
  };
  add(8192, 8192, 8192, Load::burst);
  add(8192, 8192, 8192, Load::sustained);
  if (depth == Depth::quick) return count;
  add(1024, 1024, 1024, Load::sustained);
  add(64, 28672, 4096, Load::sustained);
  add(4096, 4096, 4096, Load::sustained, Path::native, Layout::row_row);
  if (device.compute_capability == 90) add(8192, 8192, 8192, Load::sustained, Path::fallback);
  return count;
}

inline ArraySizes product_arrays(const Parameters& p, std::uint32_t) {
  return {{2 * p.m * p.k, 2 * p.k * p.n, 2 * p.m * p.n}};
}

template <DataType kType>
constexpr Kernel product_kernel(const char* name) {
  Kernel kernel = matrix_kernel(name, product_arrays);
  kernel.types = only(kType);
  kernel.machines = Machines::gpu;
  kernel.cases = product_cases<kType>;
  kernel.variants = kProductVariants;
  kernel.variant_count = 3;
  kernel.choose_variant = choose_product;
  kernel.refuse = refuse_product;
  kernel.exact_inputs = true;
  kernel.reference = Reference::cublaslt;
  return kernel;
}
inline constexpr Kernel kBf16 = product_kernel<DataType::bf16>("gemm.bf16");
inline constexpr Kernel kFp16 = product_kernel<DataType::fp16>("gemm.fp16");
inline constexpr Kernel kFp8 = product_kernel<DataType::fp8_e4m3>("gemm.fp8_e4m3");

inline int rate_cases(const DeviceShape&, Depth, Parameters* list) {
  list[0] = {.type = DataType::bf16,
             .sparsity = Sparsity::dense,
             .operands = Operands::shared,
             .path = Path::native};
  return 1;
}
inline Work rate_work(const Parameters&, std::uint32_t processors) {
  return {.flop = 8.4e9 * processors};  // 1 ms and a little
}
constexpr Kernel tensor_rate() {
  Kernel kernel = rate_kernel("tensor.rate", rate_work);
  kernel.types = only(DataType::bf16);
  kernel.machines = Machines::gpu;
  kernel.cases = rate_cases;
  kernel.per_processor = true;
  return kernel;
}
inline constexpr Kernel kRate = tensor_rate();

inline constexpr std::array kProductEntries{everywhere(kBf16), everywhere(kFp16), everywhere(kFp8),
                                            everywhere(kRate), everywhere(kTriad)};
inline constexpr KernelTable kProducts = table_of(kProductEntries);

inline probe::Facts h100() {
  return gpu_host(9);
}
inline probe::Facts a100() {
  auto facts = gpu_host(8);
  facts.cuda.devices[0].multiprocessors = 108;
  return facts;
}

inline Plan plan_on(const probe::Facts& facts, Options options = {}) {
  if (options.devices.empty()) options.devices = {{DeviceId::Kind::cuda, 0}};
  return make_plan(facts, kProducts, options);
}

}  // namespace assay::plan::fake
