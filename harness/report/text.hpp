// What did a run find, as one table for people?
//
// Formats what the document holds and computes nothing: medians, noise and verdicts come from the
// stages before. At most 80 columns.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>

#include "harness/document/document.hpp"
#include "harness/report/table.hpp"

namespace assay::report {

/// Header, for each device a table, what is known of its matrix products, of its SMs one by one and
/// of long cases second by second, and a line for every reason a case has no result. Every line of
/// a simulated run begins with SIMULATED.
std::string text_report(const document::Document& document, Colour colour = Colour::never);

}  // namespace assay::report
