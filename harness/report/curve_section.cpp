// One row a second, or fewer.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/curve_section.hpp"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"
#include "harness/document/words.hpp"
#include "harness/report/case_cells.hpp"
#include "harness/report/plain.hpp"
#include "harness/report/table.hpp"

namespace assay::report {
namespace {

using document::CaseRecord;
using document::Curve;

std::string reading(const std::vector<double>& column, std::size_t row, double unit) {
  if (column.empty() || std::isnan(column[row])) return "-";
  return fmt::format("{:.0f}", column[row] / unit);
}

// "software_power_cap"; what a later version calls otherwise is left out.
std::string lowered_by(const Curve& curve, std::size_t row) {
  if (curve.clock_events.empty()) return "-";
  std::string text;
  for (const auto& [event, word] : document::kClockEventWords) {
    const auto bit = static_cast<unsigned>(event);
    if ((curve.clock_events[row] >> bit & 1) == 0) continue;
    text += (text.empty() ? "" : ", ") + std::string(word);
  }
  return text;
}

std::string table_of(const CaseRecord& record, std::size_t step) {
  Table table({{"s", Align::right, 6},
               {"rate", Align::right, 12},
               {"MHz", Align::right, 5},
               {"W", Align::right, 5},
               {"C", Align::right, 4},
               {"clock lowered by", Align::left, 24}});
  const auto unit = unit_of(record.quantity, record.parameters.type);
  const Curve& curve = *record.curve;
  for (std::size_t row = 0; row < curve.at_s.size(); row += step) {
    table.add_row({fmt::format("{:.0f}", curve.at_s[row]),
                   format_quantity(in_unit_of_case(record, curve.sample_s[row]), unit),
                   reading(curve.clock_hz, row, 1e6), reading(curve.power_w, row, 1),
                   reading(curve.temperature_c, row, 1), lowered_by(curve, row)});
  }
  return table.to_string();
}

}  // namespace

std::string curve_section(const document::Document& document, const std::string& device,
                          std::size_t columns) {
  std::string text;
  for (const auto& record : document.cases) {
    if (record.device != device || !record.curve) continue;
    const std::size_t seconds = record.curve->at_s.size();
    const std::size_t step = (seconds + kCurveRows - 1) / kCurveRows;
    const auto which = step == 1 ? std::string("second by second")
                                 : fmt::format("one second of every {} shown", step);
    if (!text.empty()) text += '\n';
    text += wrap(printable(fmt::format("{} {}: {}", record.kernel, short_parameters(record, false),
                                       which)),
                 2, columns) +
            table_of(record, step);
  }
  return text;
}

}  // namespace assay::report
