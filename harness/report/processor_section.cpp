// Median and spread over the SMs, as counted in their own cycles.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/processor_section.hpp"

#include <fmt/format.h>

#include "harness/judge/processors.hpp"
#include "harness/report/case_cells.hpp"
#include "harness/report/plain.hpp"

namespace assay::report {

std::string processor_section(const document::Document& document, const std::string& device,
                              std::size_t columns) {
  std::string text;
  for (const auto& record : document.cases) {
    if (record.device != device) continue;
    const auto spread = judge::spread_of(record);
    if (!spread) continue;
    auto line =
        fmt::format("{} {}: {:.5g} {} per SM and clock, {:.5g} to {:.5g} over {} SMs",
                    record.kernel, short_parameters(record, false), spread->median, spread->unit,
                    spread->minimum, spread->maximum, record.processors->number.size());
    if (!spread->slow.empty()) line += "; SLOW: " + slow_sentence(*spread);
    text += wrap(printable(line), 2, columns);
  }
  return text;
}

}  // namespace assay::report
