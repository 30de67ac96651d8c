// Ridges, points, ratios and instructions, as the document holds them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/gemm_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"
#include "harness/report/case_cells.hpp"
#include "harness/report/plain.hpp"
#include "harness/report/shared_cases.hpp"
#include "harness/report/table.hpp"

namespace assay::report {
namespace {

using document::CaseRecord;
using document::Document;
using document::Roofline;

constexpr std::size_t kIndent = 2;

const CaseRecord* find_case(const Document& document, const std::string& name) {
  for (const auto& record : document.cases) {
    if (record.name == name) return &record;
  }
  return nullptr;
}

std::string kernel_of(const Document& document, const std::string& case_name) {
  const CaseRecord* record = find_case(document, case_name);
  return record ? record->kernel : case_name;
}

// Three digits, and no exponent where there are more.
std::string shown(double ridge) {
  constexpr double kWholeFrom = 99.95;
  return ridge < kWholeFrom ? fmt::format("{:.3g}", ridge) : fmt::format("{:.0f}", ridge);
}

// "Ridge: bf16 206 FLOP/B by gemm.bf16, 250 by tensor.rate; ... against 3.21 TB/s by memory.read".
std::string ridge_line(const Document& document, const Roofline& roofline) {
  std::string text = "Ridge: ";
  const document::RooflinePeak* before = nullptr;
  for (const auto& peak : roofline.peaks) {
    if (before && before->type == peak.type) {
      text += fmt::format(", {} by {}", shown(peak.ridge), peak.kernel);
    } else {
      const auto unit = unit_of(Quantity::rate, peak.type);
      text += fmt::format("{}{} {} {}/B by {}", before ? "; " : "", to_string(peak.type),
                          shown(peak.ridge), unit.substr(0, unit.find('/')), peak.kernel);
    }
    before = &peak;
  }
  return text + fmt::format(", against {} by {}", format_quantity(roofline.memory.rate, "B/s"),
                            kernel_of(document, roofline.memory.case_name));
}

const document::RooflinePoint* point_of(const Roofline* roofline, const CaseRecord& record) {
  if (!roofline) return nullptr;
  for (const auto& point : roofline->points) {
    if (point.case_name == record.name) return &point;
  }
  return nullptr;
}

bool was_timed(const CaseRecord& record) {
  return !has_own_section(record) && record.reference && record.reference->best;
}

// How many times the kernel's time the library took.
std::string shown_ratio(const CaseRecord& record,
                        const std::optional<measure::ReferenceTiming>& timing) {
  if (record.reference->right == false) return "wrong";
  return timing && timing->ratio ? fmt::format("{:.2f} x", timing->ratio->median) : "-";
}

std::string points_table(const Document& document, const std::string& device,
                         const Roofline* roofline, bool simulated) {
  Table table({{"kernel", Align::left, 15},
               {"parameters", Align::left, simulated ? 12u : 21u},
               {"FLOP/B", Align::right, 7},
               {"of roof", Align::right, 7},
               {"best", Align::right, 7},
               {"default", Align::right, 7}});
  bool any = false;
  for (const auto& record : document.cases) {
    if (record.device != device) continue;
    const auto* point = point_of(roofline, record);
    if (!point && !was_timed(record)) continue;
    any = true;
    table.add_row({record.kernel, short_parameters(record, simulated),
                   point ? shown(point->intensity) : "-",
                   point ? fmt::format("{:.1f} %", 100 * point->share) : "-",
                   was_timed(record) ? shown_ratio(record, record.reference->best) : "-",
                   was_timed(record) ? shown_ratio(record, record.reference->by_default) : "-"});
  }
  return any ? table.to_string() : "";
}

// Lines with the number of cases each is true of, in the order of their first.
class Lines {
 public:
  void add(const std::string& line) {
    const auto same = std::find_if(list_.begin(), list_.end(),
                                   [&](const auto& other) { return other.first == line; });
    if (same == list_.end()) {
      list_.emplace_back(line, 1);
    } else {
      ++same->second;
    }
  }
  std::string to_string(std::size_t columns, bool counted) const {
    std::string text;
    for (const auto& [line, count] : list_) {
      const auto cases = counted ? fmt::format(" ({} case{})", count, count == 1 ? "" : "s") : "";
      text += wrap(printable(line + cases), kIndent, columns);
    }
    return text;
  }

 private:
  std::vector<std::pair<std::string, int>> list_;
};

std::string libraries(const Document& document, const std::string& device, std::size_t columns) {
  Lines lines;
  for (const auto& record : document.cases) {
    if (record.device != device || !record.reference || has_own_section(record)) continue;
    const auto& reference = *record.reference;
    const auto name =
        reference.library + (reference.version.empty() ? "" : ' ' + reference.version);
    if (!reference.unavailable.empty()) {
      lines.add(fmt::format("{}: nothing to compare with: {}", name, reference.unavailable));
    } else if (was_timed(record) && reference.right != false) {
      lines.add(fmt::format("{}: best and default algorithm, their time over ours", name));
    } else if (reference.right == false) {
      lines.add(fmt::format("{}: its own answer was wrong", name));
    }
  }
  return lines.to_string(columns, true);
}

std::string instructions(const Document& document, const std::string& device, std::size_t columns) {
  Lines lines;
  for (const auto& record : document.cases) {
    if (record.device != device || record.instruction.empty() || !record.statistics) continue;
    if (has_own_section(record)) continue;
    const bool fallback = record.parameters.path == Path::fallback;
    lines.add(fmt::format("{}: {}{}", record.kernel, record.instruction,
                          fallback ? ", a FALLBACK: its rates are not the part's" : ""));
  }
  return lines.to_string(columns, false);
}

}  // namespace

std::string gemm_section(const Document& document, const std::string& device, std::size_t columns) {
  const auto rooflines = rooflines_of(document);
  const auto found = std::find_if(rooflines.begin(), rooflines.end(),
                                  [&](const auto& one) { return one.device == device; });
  const Roofline* roofline = found == rooflines.end() ? nullptr : &*found;
  std::string text;
  if (roofline) text += wrap(printable(ridge_line(document, *roofline)), kIndent, columns);
  text += points_table(document, device, roofline, document.run.simulated.has_value());
  text += libraries(document, device, columns);
  return text + instructions(document, device, columns);
}

}  // namespace assay::report
