// Documents to be judged, and what to look at in a verdict.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/judge/verdict/verdict.hpp"
#include "tests/harness/simulate/simulated_document.hpp"

namespace assay::judge {

const catalogue::Catalogue& published();

/// With a noise of 2 %.
document::Document simulated(simulate::Options options);
document::Document healthy(const std::string& part);
document::Document presented(const std::string& part, const std::string& as);

DocumentVerdict judged(const document::Document& document, const VerdictOptions& options = {});

/// Of the first device. Throws where there is none.
const MetricVerdict& metric(const DocumentVerdict& verdict, const std::string& name,
                            const std::string& type = "");
document::CaseRecord& record(document::Document& document, const std::string& kernel);

/// Everything that keeps the devices from passing.
std::string why(const DocumentVerdict& verdict);

}  // namespace assay::judge
