// Why do links carry less than they should? The part of a cause that is about NVLinks.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/verdict/cause.hpp"

namespace assay::judge {

/// What is wrong with the links of one device, as its facts state it: "16 of 18 NVLinks of cuda:5
/// are up"; empty where nothing is known to be.
std::string fault_of_links(const catalogue::Part& part, const probe::CudaFacts& facts);

/// Of a shortfall of a metric that links bound: the links of every device that took part, errors
/// counted meanwhile, and where the slow pairs lie.
Cause cause_of_slow_links(const catalogue::Part& part, const document::Document& document,
                          const DeviceEvidence& evidence, const Measurement& measurement,
                          double lower_gate);

}  // namespace assay::judge
