// Guesses, as in pace.cpp: fast ones by the width of the tensor cores at 2 GHz, slow ones by an H20
// and by the instructions of an older part.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/product_pace.hpp"

#include <algorithm>
#include <cmath>

namespace assay::plan {
namespace {

// What a kernel of few bytes takes whatever it does, and B/s of one SM that looks at outputs.
constexpr Seconds kLook{5e-6};
constexpr double kLookRate = 20e9;
constexpr double kLaunchesPerLook = 100;
constexpr std::uint64_t kLaunchesAtLeast = 4;
// Launches as long as this need no others beside them.
constexpr Seconds kLongSample{20e-3};

// Of the compute capability 9.0.
TensorGuess hopper_guess(DataType type) {
  switch (type) {
    case DataType::fp64:
      return {.fast = 0.6e12, .slow = 0.01e12};
    case DataType::fp32:
    case DataType::tf32:
      return {.fast = 4e12, .slow = 0.3e12};
    case DataType::fp16:
    case DataType::bf16:
      return {.fast = 8e12, .slow = 0.6e12};
    case DataType::fp8_e4m3:
    case DataType::fp8_e5m2:
    case DataType::int8:
      return {.fast = 16e12, .slow = 1.2e12};
    case DataType::int32:  // of no product
      break;
  }
  return {.fast = 16e12, .slow = 0.01e12};
}

double output_bytes(DataType type) {
  switch (type) {
    case DataType::fp64:
      return 8;
    case DataType::fp32:
    case DataType::tf32:
    case DataType::int8:
      return 4;
    default:
      return 2;
  }
}

}  // namespace

bool on_tensor_cores(const Parameters& parameters) {
  return parameters.path != Path::none;
}

TensorGuess tensor_guess(const Parameters& parameters, std::uint32_t compute_capability) {
  TensorGuess guess = hopper_guess(parameters.type);
  if (compute_capability >= 100) guess.fast *= 2;
  if (compute_capability < 90) guess.fast /= 2;
  if (parameters.sparsity == Sparsity::structured) guess.fast *= 2;
  return guess;
}

std::uint64_t launches_of_product(const Parameters& p, Seconds launch, std::uint32_t processors) {
  if (p.load == Load::burst) return 1;
  const double bytes = static_cast<double>(p.m) * static_cast<double>(p.n) * output_bytes(p.type);
  const Seconds look = kLook + Seconds(bytes / (kLookRate * std::max(processors, 1u)));
  const auto launches = static_cast<std::uint64_t>(std::ceil(kLaunchesPerLook * look / launch));
  const auto in_long_sample = static_cast<std::uint64_t>(std::ceil(kLongSample / launch));
  return std::max(launches, std::min(kLaunchesAtLeast, in_long_sample));
}

}  // namespace assay::plan
