// How do the verbs that judge print what they found, and what is a simulated document worth?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>

#include "harness/report/format.hpp"
#include "harness/report/mark.hpp"
#include "harness/report/page.hpp"

namespace assay::cli {

enum class Destination : std::uint8_t { standard_output, file };

/// As Markdown, else as text, in colour on a terminal. What rests on documents of the mark says so
/// on every line.
std::string rendered(const report::Page& page, report::Format format, const report::Mark& mark,
                     Destination destination = Destination::standard_output);

/// The exit code of a verb that did what it should: 0 is refused to simulated documents, with the
/// reason on standard error, unless `allow_simulated`. Injected faults are to be judged like real
/// ones.
int exit_code_for(int code, const report::Mark& mark, bool allow_simulated);

}  // namespace assay::cli
