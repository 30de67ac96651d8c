// Sums are doubles: three arrays of the largest size the command line takes overflow 64 bits.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/footprint.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/units.hpp"
#include "harness/plan/shape.hpp"
#include "kernels/error.hpp"

namespace assay::plan {
namespace {

constexpr double kUsableShare = 0.8;
constexpr std::uint64_t kLineBytes = 64;

double usable_bytes(const DeviceTraits& device) {
  return kUsableShare * static_cast<double>(*device.memory_available_bytes);
}

// Rounded down to a size that people would write.
std::string size_for_flag(double bytes) {
  const auto whole = static_cast<std::uint64_t>(bytes);
  const std::uint64_t step = whole >> 20 ? std::uint64_t{1} << 20 : std::uint64_t{1} << 10;
  return format_exact_bytes(whole / step * step);
}

/// What was asked for, and the most that fits.
struct Flags {
  std::string asked, largest;
};

Flags bytes_flags(const Parameters& parameters, double footprint, const DeviceTraits& device) {
  const double largest = static_cast<double>(parameters.bytes) * (usable_bytes(device) / footprint);
  return {"--bytes " + format_exact_bytes(parameters.bytes), "--bytes " + size_for_flag(largest)};
}

// Of the same proportions.
Flags shape_flags(const Kernel& kernel, Parameters parameters, const DeviceTraits& device) {
  constexpr double kStep = 0.98;
  const Shape asked{parameters.m, parameters.n, parameters.k};
  Shape largest = asked;
  for (double factor = kStep; factor > 1e-6; factor *= kStep) {
    largest = scaled(asked, factor);
    parameters.m = largest.m;
    parameters.n = largest.n;
    parameters.k = largest.k;
    if (fits(footprint_bytes(kernel, parameters, device), device)) break;
  }
  return {"--shape " + to_string(asked), "--shape " + to_string(largest)};
}

}  // namespace

double footprint_bytes(const Kernel& kernel, const Parameters& parameters,
                       const DeviceTraits& device) {
  const ArraySizes sizes = kernel.arrays(parameters, std::max(device.processors, 1u));
  double sum = 0;
  for (int a = 0; a < kMaxArrays; ++a) {
    if (sizes.place[a] == Place::device) sum += static_cast<double>(sizes.bytes[a]);
  }
  return sum;
}

bool fits(double footprint_bytes, const DeviceTraits& device) {
  return !device.memory_available_bytes || footprint_bytes <= usable_bytes(device);
}

std::string why_too_large(double footprint_bytes, const DeviceTraits& device) {
  return fmt::format("needs {} of memory, and {} is available",
                     format_bytes(static_cast<std::uint64_t>(footprint_bytes)),
                     format_bytes(*device.memory_available_bytes));
}

void require_whole_lines(const std::vector<std::uint64_t>& sizes) {
  for (const std::uint64_t bytes : sizes) {
    if (bytes >= kLineBytes && bytes % kLineBytes == 0) continue;
    throw Error(ErrorKind::usage,
                fmt::format("--bytes {}: is not a multiple of {}B, one cache line; round it",
                            format_exact_bytes(bytes), kLineBytes));
  }
}

void require_fit(const Case& one, const DeviceTraits& device) {
  const Kernel& kernel = one.kernel->description();
  const double footprint = footprint_bytes(kernel, one.parameters, device);
  if (fits(footprint, device)) return;
  const auto [asked, largest] = kernel.matrix ? shape_flags(kernel, one.parameters, device)
                                              : bytes_flags(one.parameters, footprint, device);
  throw Error(ErrorKind::usage,
              fmt::format("{}: {} needs more than 80 % of the {} available on {}; at most {} fits",
                          asked, kernel.name, format_bytes(*device.memory_available_bytes),
                          to_string(device.id), largest));
}

}  // namespace assay::plan
