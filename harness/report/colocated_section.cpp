// One row a case.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/colocated_section.hpp"

#include <fmt/format.h>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"
#include "harness/document/words.hpp"
#include "harness/report/plain.hpp"
#include "harness/report/shared_cases.hpp"
#include "harness/report/table.hpp"

namespace assay::report {

std::string colocated_section(const document::Document& document, const std::string& device,
                              std::size_t columns) {
  Table table({{"ranks", Align::right, 5},
               {"bytes", Align::left, 6},
               {"type", Align::left, 5},
               {"algorithm", Align::left, 9},
               {"", Align::left, 8},
               {"median", Align::right, 10},
               {"status", Align::left, 7}});
  std::string kernel;
  for (const auto& record : document.cases) {
    if (record.device != device || !is_colocated(record)) continue;
    kernel = record.kernel;
    const auto& p = record.parameters;
    table.add_row({fmt::format("{}", p.ranks), format_exact_bytes(p.bytes),
                   std::string(to_string(p.type)), std::string(to_string(p.algorithm)),
                   p.placement == Placement::in_place ? "in place" : "",
                   record.statistics ? format_quantity(record.statistics->median, "B/s") : "-",
                   std::string(document::word_of(record.status))});
  }
  if (kernel.empty()) return "";
  return wrap(printable(fmt::format("{}: ranks that share one device's memory, no link", kernel)),
              2, columns) +
         table.to_string();
}

}  // namespace assay::report
