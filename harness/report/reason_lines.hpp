// Why have cases of a run no result?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>

#include "harness/document/document.hpp"

namespace assay::report {

/// Reasons that are shown of pairs of GPUs, each of which has its own, for every kernel and status.
inline constexpr std::size_t kPairReasons = 4;

/// A line for each reason, however many cases share it, in the order of their first; behind that of
/// a case which hung, who did not arrive. Of many pairs the first few, then how many more there
/// are.
std::string reason_lines(const document::Document& document, std::size_t columns);

}  // namespace assay::report
