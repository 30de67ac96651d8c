// How are the contract's enumerations spelled, in documents, on the command line and in tables?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string_view>

#include "kernels/kernel.hpp"

namespace assay {

/// "fp64", "fp32", "fp8_e4m3", ...
std::string_view to_string(DataType type);

/// "bandwidth", "throughput", ...
std::string_view to_string(Quantity quantity);

std::string_view to_string(Direction direction);
std::string_view to_string(Engine engine);
std::string_view to_string(Algorithm algorithm);
std::string_view to_string(Protocol protocol);
std::string_view to_string(Operation operation);
std::string_view to_string(Pattern pattern);
std::string_view to_string(Placement placement);
std::string_view to_string(Phase phase);
std::string_view to_string(Cache cache);
std::string_view to_string(Submission submission);
std::string_view to_string(HostMemory memory);
std::string_view to_string(Layout layout);
std::string_view to_string(Accumulation accumulation);
std::string_view to_string(Sparsity sparsity);
std::string_view to_string(Operands operands);
std::string_view to_string(Path path);
std::string_view to_string(Load load);
std::string_view to_string(Access access);
std::string_view to_string(Hint hint);

/// The unit a quantity is stored in: "B/s", "FLOP/s" ("op/s" of integers), "s", "1" or "B".
std::string_view unit_of(Quantity quantity, DataType type);

/// What one sample of it is: "s", a time, or where it is counted the quantity itself.
std::string_view sample_unit_of(Quantity quantity);

/// Its samples are what was counted, not how long it took.
bool is_counted(Quantity quantity);

}  // namespace assay
