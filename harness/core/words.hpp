// How are the contract's enumerations spelled, in documents, on the command line and in tables?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string_view>

#include "kernels/kernel.hpp"

namespace assay {

/// "fp64", "fp32".
std::string_view to_string(DataType type);

/// "bandwidth", "throughput", "latency", "rate".
std::string_view to_string(Quantity quantity);

/// The unit a quantity is stored in: "B/s", "FLOP/s" or "s".
std::string_view unit_of(Quantity quantity);

}  // namespace assay
