// How fast may tensor cores be, and how many launches make a sample of a product?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "harness/core/seconds.hpp"
#include "harness/plan/device.hpp"

namespace assay::plan {

/// Whether tensor cores do the arithmetic: their rates differ by type, not by memory.
bool on_tensor_cores(const Parameters& parameters);

/// FLOP/s of one SM.
struct TensorGuess {
  double fast, slow;
};
TensorGuess tensor_guess(const Parameters& parameters, std::uint32_t compute_capability);

/// So that looking at the output after each sample takes about 1 % of its time. `launch`: the
/// shortest that one may take.
std::uint64_t launches_of_product(const Parameters& parameters, Seconds launch,
                                  std::uint32_t processors);

}  // namespace assay::plan
