// What came of a look at all series, in one sentence?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/trend/trend.hpp"

namespace assay::judge {

/// "Changed for the worse: gemm.bf16/throughput of 8 devices of 8192, by 4.1 %, between ...".
std::string sentence_of(const Trend& trend);

/// "-4.1 %", "+12 %": two digits, three from 10 % on.
std::string signed_percent(double share);

}  // namespace assay::judge
