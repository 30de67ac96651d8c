// Documents of devices that behave as a part of the catalogue does, and claim what they like.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/document/document.hpp"

namespace assay::judge {

struct Behaviour {
  std::string part;               ///< how it behaves
  std::string present_as = {};    ///< part whose name and device id it shows; empty: neither
  double noise = 0;               ///< relative standard deviation of every rate
  double clock_ratio = 1;         ///< of the SM clock; lowers memory bandwidth a little, too
  double tensor_clock_ratio = 1;  ///< under a power cap: of the clock while the tensor cores work
  double slice = 1;               ///< share of SMs, memory, bandwidth and L2 of a MIG slice
  std::uint32_t disabled_multiprocessors = 0;
  std::vector<std::string> without = {};  ///< kernels that were not run
  bool clocks = true;                     ///< measured in the cases
  std::uint64_t seed = 1;
};

/// One device, cuda:0, with a case of each metric that the part states enough for.
document::Document document_of(const catalogue::Catalogue& catalogue, const Behaviour& behaviour);

/// A measured case of cuda:0.
document::CaseRecord case_of(const std::string& kernel, Quantity quantity,
                             const Parameters& parameters, double value,
                             std::optional<double> clock_hz = std::nullopt);

}  // namespace assay::judge
