// A table of ours, one of the library beside it, one of the library alone.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/collective_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"
#include "harness/report/collective_series.hpp"
#include "harness/report/collective_values.hpp"
#include "harness/report/plain.hpp"
#include "harness/report/shared_cases.hpp"
#include "harness/report/table.hpp"

namespace assay::report {
namespace {

using document::CaseRecord;
using document::Document;

constexpr std::size_t kIndent = 2;
constexpr std::array kAlgorithms{Algorithm::one_shot, Algorithm::two_shot, Algorithm::ring,
                                 Algorithm::multimem, Algorithm::best};

std::string caption_of(const CaseRecord& record) {
  return fmt::format("{} over {} GPUs, {}{}", record.kernel, record.group.size(),
                     to_string(record.parameters.type),
                     record.parameters.placement == Placement::in_place ? ", in place" : "");
}

std::string value_of(const CaseRecord* record) {
  return record ? collective_value(*record, record->statistics->median) : "-";
}

std::string ours_table(const CollectiveSeries& series) {
  std::vector<Column> titles{{"bytes", Align::left, 12}, {"unit", Align::left, 4}};
  std::vector<Algorithm> shown;
  bool chosen = false;
  for (const Algorithm algorithm : kAlgorithms) {
    const bool any = std::any_of(series.rows.begin(), series.rows.end(),
                                 [&](const CollectiveRow& row) { return row.of(algorithm); });
    if (!any) continue;
    shown.push_back(algorithm);
    titles.push_back({std::string(to_string(algorithm)), Align::right, 8});
    chosen = chosen || algorithm == Algorithm::best;
  }
  if (chosen) titles.push_back({"best is", Align::left, 16});
  Table table(std::move(titles));
  for (const CollectiveRow& row : series.rows) {
    std::vector<std::string> cells{row.label(), std::string(collective_unit(row.ours()))};
    for (const Algorithm algorithm : shown) cells.push_back(value_of(row.of(algorithm)));
    const auto* best = row.of(Algorithm::best);
    if (chosen) cells.push_back(best && !best->instruction.empty() ? best->instruction : "-");
    table.add_row(std::move(cells));
  }
  return table.to_string();
}

std::string their_value(const CaseRecord& record, const measure::ReferenceTiming* way) {
  if (!way || way->samples.empty()) return "-";
  return collective_value(record, in_unit_of_case(record, document::median_of(way->samples)));
}

std::string ratio_of(const measure::ReferenceResult& reference,
                     const measure::ReferenceTiming* way) {
  if (reference.right == false) return "wrong";
  return way && way->ratio ? fmt::format("{:.2f}", way->ratio->median) : "-";
}

// The second way of the library; its name depends on what the version has.
const measure::ReferenceTiming* registered_way(const measure::ReferenceResult& reference) {
  const auto* symmetric = find_way(reference, "symmetric");
  return symmetric ? symmetric : find_way(reference, "registered");
}

bool was_timed(const CaseRecord& record) {
  return record.reference && record.reference->by_default;
}

std::string beside_table(const CollectiveSeries& series) {
  Table table({{"bytes", Align::left, 12},
               {"unit", Align::left, 4},
               {"ours", Align::right, 5},
               {"NCCL", Align::right, 5},
               {"ratio", Align::right, 5},
               {"chose", Align::left, 11},
               {"symm.", Align::right, 5},
               {"ratio", Align::right, 5},
               {"chose", Align::left, 11}});
  bool any = false;
  for (const CollectiveRow& row : series.rows) {
    const CaseRecord& ours = row.ours();
    if (!was_timed(ours)) continue;
    any = true;
    const auto& reference = *ours.reference;
    const auto* plain = find_way(reference, "default");
    const auto* symmetric = registered_way(reference);
    table.add_row({row.label(), std::string(collective_unit(ours)), value_of(&ours),
                   their_value(ours, plain), ratio_of(reference, plain),
                   plain ? chosen_in(plain->algorithm) : "-", their_value(ours, symmetric),
                   ratio_of(reference, symmetric),
                   symmetric ? chosen_in(symmetric->algorithm) : "-"});
  }
  return any ? table.to_string() : "";
}

// Each once, with how many cases it is true of.
std::string library_lines(const CollectiveSeries& series, std::size_t columns) {
  std::vector<std::pair<std::string, std::size_t>> lines;
  for (const CollectiveRow& row : series.rows) {
    for (const auto& [algorithm, record] : row.by) {
      if (!record->reference) continue;
      const auto& one = *record->reference;
      const auto name = one.library + (one.version.empty() ? "" : ' ' + one.version);
      std::string line = name + ": nothing to compare with: " + one.unavailable;
      if (one.right == false) line = name + ": its own answer was wrong";
      if (one.unavailable.empty() && one.right != false) {
        line = name +
               " beside it in the same run: its default, and on memory it has registered; ratio: "
               "its time to ours, median of pairs";
      }
      const auto same = std::find_if(lines.begin(), lines.end(),
                                     [&](const auto& other) { return other.first == line; });
      if (same == lines.end()) {
        lines.emplace_back(line, 1);
      } else {
        ++same->second;
      }
    }
  }
  std::string text;
  for (const auto& [line, count] : lines) {
    text += wrap(printable(fmt::format("{} ({} case{})", line, count, count == 1 ? "" : "s")),
                 kIndent, columns);
  }
  return text;
}

std::string library_alone(const Document& document, std::size_t columns) {
  Table table({{"by the library", Align::left, 25},
               {"type", Align::left, 5},
               {"bytes", Align::left, 6},
               {"asked", Align::left, 5},
               {"median", Align::right, 9},
               {"chose", Align::left, 15},
               {"channels", Align::right, 8}});
  std::vector<std::string> versions;
  for (const auto& record : document.cases) {
    const bool theirs = is_collective_of_gpus(record) && record.parameters.engine != Engine::sm;
    if (!theirs || !record.statistics) continue;
    const auto library = record.library.value_or(measure::LibraryUse{.name = "a library"});
    const auto version = library.name + (library.version.empty() ? "" : ' ' + library.version);
    if (std::find(versions.begin(), versions.end(), version) == versions.end()) {
      versions.push_back(version);
    }
    const auto& p = record.parameters;
    const auto asked = p.algorithm == Algorithm::none ? "-" : std::string(to_string(p.algorithm));
    table.add_row({record.kernel.substr(record.kernel.find('.') + 1),
                   std::string(to_string(p.type)), format_exact_bytes(p.bytes), asked,
                   fmt::format("{} {}", value_of(&record), collective_unit(record)),
                   chosen(library.algorithm, library.protocol),
                   library.channels ? fmt::format("{}", *library.channels) : "-"});
  }
  if (versions.empty()) return "";
  return wrap(printable(fmt::format("Collectives by {} alone, and what it chose",
                                    fmt::join(versions, " and "))),
              kIndent, columns) +
         table.to_string();
}

}  // namespace

std::string collective_section(const Document& document, std::size_t columns) {
  std::string text;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) text += (text.empty() ? "" : "\n") + part;
  };
  for (const CollectiveSeries& series : collective_series(document)) {
    add(wrap(printable(caption_of(*series.first) +
                       ": time of small vectors, bus bandwidth of others"),
             kIndent, columns) +
        ours_table(series));
    text += beside_table(series) + library_lines(series, columns);
  }
  add(library_alone(document, columns));
  return text;
}

}  // namespace assay::report
