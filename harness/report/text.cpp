// Lays a document out: header, tables, reasons, count.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/document/words.hpp"
#include "harness/report/case_cells.hpp"
#include "harness/report/collective_section.hpp"
#include "harness/report/colocated_section.hpp"
#include "harness/report/curve_section.hpp"
#include "harness/report/gemm_section.hpp"
#include "harness/report/host_section.hpp"
#include "harness/report/mark.hpp"
#include "harness/report/peer_section.hpp"
#include "harness/report/plain.hpp"
#include "harness/report/processor_section.hpp"
#include "harness/report/reason_lines.hpp"
#include "harness/report/shared_cases.hpp"

namespace assay::report {
namespace {

using document::CaseRecord;
using document::Document;
using measure::Status;

std::size_t columns_of(const Document& document) {
  return kLineWidth - mark_of(document.run).prefix().size();
}

std::string line(const std::string& text, std::size_t columns) {
  return cut(printable(text), columns) + '\n';
}

// In front of every line, empty ones too.
std::string marked(const std::string& text, const Mark& mark) {
  std::string all;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin) + 1;
    const auto one = text.substr(begin, end - begin);
    all += (one == "\n" ? mark.words() : mark.prefix()) + one;
    begin = end;
  }
  return all;
}

// "cpu: Intel(R) Xeon(R) Processor, 2 threads, avx512"
std::string describe_device(const std::string& device, const probe::Facts& facts) {
  if (device == "cpu") {
    return fmt::format("cpu: {}, {} thread{}, {}", facts.cpu.model.value_or("unknown model"),
                       facts.cpu.threads, facts.cpu.threads == 1 ? "" : "s",
                       facts.cpu.instruction_set);
  }
  for (const auto& gpu : facts.cuda.devices) {
    if (device != fmt::format("cuda:{}", gpu.index)) continue;
    return fmt::format("{}: {}, {} SMs, {}", device, gpu.name, gpu.multiprocessors,
                       format_bytes(gpu.memory_bytes));
  }
  return fmt::format("{}: not there", device);
}

Paint paint_of(Status status) {
  if (status == Status::ok) return Paint::none;
  return status == Status::skipped ? Paint::yellow : Paint::red;
}

// The energy of a simulated device is assumed, not published.
bool shows_energy(const Document& document, const std::string& device) {
  return !document.run.simulated &&
         std::any_of(document.cases.begin(), document.cases.end(), [&](const auto& record) {
           return record.device == device && !has_own_section(record) && has_energy(record);
         });
}

std::vector<Column> columns_for(const CaseLayout& layout) {
  std::size_t parameters = 19;
  if (layout.energy) parameters = 17;
  if (layout.simulated) parameters = 10;
  return {{"kernel", Align::left, 15},
          {"parameters", Align::left, parameters},
          {"median", Align::right, 6},
          {"unit", Align::left, 7},
          {"noise", Align::right, layout.simulated || layout.energy ? 6u : 7u},
          layout.energy ? Column{"per J", Align::right, 10} : Column{"samples", Align::right, 7},
          {"status", Align::left, 7}};
}

// "Further down: transfer.peer, 7 cases; collective.all_reduce, 4 cases, 2 without a result"; empty
// where sections of their own show none of the cases.
std::string shown_below(const Document& document, const std::string& device) {
  struct Count {
    std::string kernel;
    std::size_t cases = 0, without = 0;
  };
  std::vector<Count> list;
  for (const auto& record : document.cases) {
    if (record.device != device || !has_own_section(record)) continue;
    const auto found = std::find_if(list.begin(), list.end(),
                                    [&](const auto& one) { return one.kernel == record.kernel; });
    Count& one = found == list.end() ? list.emplace_back() : *found;
    one.kernel = record.kernel;
    ++one.cases;
    if (record.status != Status::ok) ++one.without;
  }
  std::string text;
  for (const auto& one : list) {
    text += fmt::format("{}{}, {} case{}", text.empty() ? "Further down: " : "; ", one.kernel,
                        one.cases, one.cases == 1 ? "" : "s");
    if (one.without != 0) text += fmt::format(", {} without a result", one.without);
  }
  return text.empty() ? text : wrap(printable(text), 2, columns_of(document));
}

std::string device_table(const Document& document, const std::string& device, Colour colour) {
  const CaseLayout layout{.simulated = document.run.simulated.has_value(),
                          .energy = shows_energy(document, device)};
  Table table(columns_for(layout));
  bool any = false;
  for (const auto& record : document.cases) {
    if (record.device != device || has_own_section(record)) continue;
    table.add_row(case_cells(record, layout), paint_of(record.status));
    any = true;
  }
  return line(describe_device(device, document.facts), columns_of(document)) +
         (any ? table.to_string(colour) : "") + shown_below(document, device);
}

std::vector<std::string> devices_in_order(const Document& document) {
  std::vector<std::string> devices;
  for (const auto& record : document.cases) {
    if (std::find(devices.begin(), devices.end(), record.device) == devices.end()) {
      devices.push_back(record.device);
    }
  }
  return devices;
}

std::string count_line(const Document& document) {
  std::string text =
      fmt::format("{} case{}", document.cases.size(), document.cases.size() == 1 ? "" : "s");
  const char* separator = ": ";
  for (const Status status :
       {Status::ok, Status::wrong, Status::hung, Status::error, Status::skipped}) {
    const auto count = std::count_if(document.cases.begin(), document.cases.end(),
                                     [&](const auto& one) { return one.status == status; });
    if (count == 0) continue;
    text += fmt::format("{}{} {}", separator, count, document::word_of(status));
    separator = ", ";
  }
  if (document.run.interrupted_by) text += "; interrupted by " + *document.run.interrupted_by;
  return line(text, columns_of(document));
}

}  // namespace

std::string text_report(const Document& document, Colour colour) {
  std::string text = line(fmt::format("assay {} on {}, level {}", document.tool.version,
                                      document.facts.host.hostname, to_string(document.plan.level)),
                          columns_of(document));
  for (const auto& device : devices_in_order(document)) {
    text += '\n' + device_table(document, device, colour);
    for (auto* section : {&gemm_section, &processor_section, &colocated_section, &curve_section}) {
      const auto more = (*section)(document, device, columns_of(document));
      if (!more.empty()) text += '\n' + more;
    }
  }
  for (auto* section : {&peer_section, &collective_section, &host_section}) {
    const auto more = (*section)(document, columns_of(document));
    if (!more.empty()) text += '\n' + more;
  }
  text += '\n' + reason_lines(document, columns_of(document)) + count_line(document);
  return marked(text, mark_of(document.run));
}

}  // namespace assay::report
