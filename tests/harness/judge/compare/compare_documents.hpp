// Documents with just what a comparison reads, made from times or rates of our choice.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/document/document.hpp"

namespace assay::judge {

/// A case of 1 byte an iteration: its rate is 1 / sample, so rates come out as they are given.
document::CaseRecord bandwidth_case(const std::string& name, const std::vector<double>& rates);

/// Latencies are the samples themselves.
document::CaseRecord latency_case(const std::string& name, const std::vector<double>& seconds);

document::CaseRecord failed_case(const std::string& name, measure::Status status,
                                 const std::string& reason);

/// `count` values around `centre`, evenly from centre * (1 - spread) to centre * (1 + spread). The
/// interval of the median of 21 of them is the middle half.
std::vector<double> around(double centre, double spread, int count = 21);

/// On the CPU, complete; the id is the only thing in which two of them differ.
document::Document document_of(std::vector<document::CaseRecord> cases, char id = 'a');

}  // namespace assay::judge
