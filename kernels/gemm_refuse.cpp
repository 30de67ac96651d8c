// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_refuse.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "kernels/gemm_cases.hpp"
#include "kernels/gemm_choice.hpp"
#include "kernels/gemm_problem.hpp"
#include "kernels/gemm_sm80_shapes.hpp"
#include "kernels/gemm_sm90_shapes.hpp"

namespace assay {
namespace {

constexpr std::uint64_t kRowBytes = 16;       // what the copy engines move at least
constexpr std::uint64_t kLargestK = 1 << 17;  // gemm_data.hpp says why

const char* name_of(DataType type) {
  switch (type) {
    case DataType::fp64:
      return "fp64";
    case DataType::fp32:
      return "fp32";
    case DataType::tf32:
      return "tf32";
    case DataType::fp16:
      return "fp16";
    case DataType::bf16:
      return "bf16";
    case DataType::fp8_e4m3:
      return "fp8_e4m3";
    case DataType::fp8_e5m2:
      return "fp8_e5m2";
    case DataType::int8:
      return "int8";
    case DataType::int32:
      return "int32";
  }
  return "?";
}

std::string capability(std::uint32_t number) {
  return std::to_string(number / 10) + "." + std::to_string(number % 10);
}

std::string of_device(const Parameters& p, const DeviceShape& device) {
  const std::uint32_t is = device.compute_capability;
  if (is < 80) {
    return "the tensor cores of compute capability " + capability(is) +
           " are too old for these kernels: the oldest part that works is 8.0 (A100)";
  }
  if (device.partitioned) {
    return "a slice of a GPU (MIG) has neither the SMs nor the power of the part it would be "
           "compared with: the nearest that works is the whole GPU, with MIG off";
  }
  if (is_fp8(p.type) && is < 89) {
    return std::string("the tensor cores of compute capability ") + capability(is) + " have no " +
           name_of(p.type) + ": the nearest types that work are fp16 and int8";
  }
  return "";
}

std::string of_choice(const Parameters& p, const DeviceShape& device) {
  const std::uint32_t is = device.compute_capability;
  if (p.path != Path::fallback && is > 90) {
    return "compute capability " + capability(is) +
           " has no native kernel here yet: path fallback (mma.sync) works";
  }
  if (p.path == Path::fallback && is < 90) {
    return "mma.sync is the native path of compute capability " + capability(is) +
           ": path native works";
  }
  if (p.path == Path::fallback && is == 90 && !gemm_sm90_takes(p.type)) {
    return std::string(name_of(p.type)) + " has one path, mma.sync: path native works";
  }
  if (p.accumulation != Accumulation::none && !is_fp8(p.type)) {
    return std::string("accumulation is a choice of fp8 alone: leave it out for ") +
           name_of(p.type);
  }
  if (p.layout != Layout::none && !gemm_sm80_takes(p.type, p.layout)) {
    return std::string("the tensor core reads ") + name_of(p.type) +
           " along k alone: layout row_column works";
  }
  return "";
}

std::string name_of(const Variant& shape) {
  const std::string tile =
      std::to_string(shape.tile_rows) + " x " + std::to_string(shape.tile_columns);
  return shape.cluster == 0 ? tile : tile + " in clusters of " + std::to_string(shape.cluster);
}

// A sweep tries every shape; each body has its own, and not all for every layout and way to sum.
std::string of_shape(const Parameters& p, const DeviceShape& device) {
  if (p.variant == Variant{}) return "";
  const GemmBodyKind body = gemm_body(p.type, p.path, device.compute_capability);
  const GemmShapes shapes = gemm_shapes(p.type, body);
  const bool is_one_of_them =
      std::any_of(shapes.list, shapes.list + shapes.count, [&](Variant shape) {
        shape.group = p.variant.group;
        return shape == p.variant;
      });
  if (is_one_of_them && gemm_takes_shape(p, p.variant, body)) return "";
  return "tiles of " + name_of(p.variant) +
         " are no shape of this path, layout and accumulation: " +
         name_of(choose_gemm_variant(p, device)) + " works";
}

std::uint64_t nearest_multiple(std::uint64_t value, std::uint64_t of) {
  return std::max((value + of / 2) / of, std::uint64_t{1}) * of;
}

std::string of_alignment(const Parameters& p) {
  const double one = gemm_bytes({.type = p.type, .m = 1, .n = 1, .k = 1});
  const double two = gemm_bytes({.type = p.type, .m = 1, .n = 1, .k = 2});
  const auto in = static_cast<std::uint64_t>((two - one) / 2);
  const auto out = static_cast<std::uint64_t>(one) - 2 * in;
  const bool a_along_k = a_is_along_k(p.layout), b_along_k = b_is_along_k(p.layout);
  const std::uint64_t step = kRowBytes / in;
  const std::uint64_t m_step = a_along_k ? 1 : step;
  const std::uint64_t n_step = std::max(kRowBytes / out, b_along_k ? 1 : step);
  const std::uint64_t k_step = a_along_k || b_along_k ? step : 1;
  const std::uint64_t m = nearest_multiple(p.m, m_step), n = nearest_multiple(p.n, n_step),
                      k = std::min(nearest_multiple(p.k, k_step), kLargestK);
  if (m == p.m && n == p.n && k == p.k) return "";
  const std::string works = "the nearest that works is " + std::to_string(m) + " x " +
                            std::to_string(n) + " x " + std::to_string(k);
  if (p.k > kLargestK) return "sums of more than 131072 products are not known exactly: " + works;
  return "rows of A, B and C must be multiples of 16 bytes, and m, n, k are " +
         std::to_string(p.m) + " x " + std::to_string(p.n) + " x " + std::to_string(p.k) + ": " +
         works;
}

std::string of_memory(const Parameters& p, const DeviceShape& device) {
  const double bytes = gemm_bytes(p);
  if (gemm_fits(bytes, device)) return "";
  const double of_one = gemm_bytes({.type = p.type, .m = 1, .n = 1, .k = 1});
  const auto free = static_cast<double>(device.memory_free_bytes);
  auto side = static_cast<std::uint64_t>(std::sqrt(0.8 * free / of_one));
  side = side / (side > 1024 ? 256 : 16) * (side > 1024 ? 256 : 16);
  char text[kMaxReason];
  std::snprintf(text, sizeof text,
                "A, B and C need %.1f GB and %.1f GB are free, a fifth of which is left alone: the "
                "largest cube that fits is %llu",
                bytes / 1e9, free / 1e9, static_cast<unsigned long long>(side));
  return text;
}

}  // namespace

void refuse_gemm(const Parameters& p, const DeviceShape& device, char (&why)[kMaxReason]) {
  std::string reason = of_device(p, device);
  if (reason.empty()) reason = of_choice(p, device);
  if (reason.empty()) reason = of_shape(p, device);
  if (reason.empty()) reason = of_alignment(p);
  if (reason.empty()) reason = of_memory(p, device);
  std::snprintf(why, sizeof why, "%s", reason.c_str());
}

}  // namespace assay
