// Which of the pairs that a device is part of is the slowest, and are all of them slow?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/judge/verdict/verdict.hpp"
#include "harness/judge/verdict/verdict_rows.hpp"

namespace assay::judge {

/// The best case of each pair of devices that the row is about, in the order of the document.
/// Empty: the metric is none of pairs, or nothing was measured.
std::vector<Measurement> measured_pairs(const document::Document& document,
                                        const DeviceEvidence& evidence, const VerdictRow& row);

/// Neither list may be empty.
const Measurement& slowest(const std::vector<Measurement>& pairs);
const Measurement& fastest(const std::vector<Measurement>& pairs);

/// Leaves in the verdict what the pairs reached; none: nothing.
void describe_pairs(MetricVerdict& verdict, const std::vector<Measurement>& pairs);
/// Once it is decided: names the pair that decided, and those that fare as badly.
void name_pairs(MetricVerdict& verdict, const std::vector<Measurement>& pairs);

/// "cuda:3 -> cuda:5", and "cuda:3 <-> cuda:5" of both directions at once.
std::string pair_name(const document::CaseRecord& record);

/// Where the slow pairs lie, of all that were measured as this one was: "all pairs of cuda:5 are
/// slow, and no others". `gate`: a pair below it is slow.
std::string where_pairs_are_slow(const document::Document& document,
                                 const document::CaseRecord& record, double gate);

}  // namespace assay::judge
