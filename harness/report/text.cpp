// Lays a document out: header, tables, reasons, count.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"
#include "harness/document/words.hpp"
#include "harness/report/plain.hpp"

namespace assay::report {
namespace {

using document::CaseRecord;
using document::Document;
using measure::Status;

constexpr std::string_view kSimulated = "SIMULATED ";

std::size_t columns_of(const Document& document) {
  return kLineWidth - (document.run.simulated ? kSimulated.size() : 0);
}

std::string line(const std::string& text, std::size_t columns) {
  return cut(printable(text), columns) + '\n';
}

// In front of every line of a simulated run, empty ones too.
std::string marked(const std::string& text) {
  std::string all;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin) + 1;
    const auto one = text.substr(begin, end - begin);
    all += one == "\n" ? "SIMULATED\n" : std::string(kSimulated) + one;
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

// Short, so that the mark of a simulated run has room beside it: a cube as "4096^3", and no type
// where the kernel's name says it.
std::string describe_parameters(const CaseRecord& record, bool simulated) {
  const auto& p = record.parameters;
  const std::string type(to_string(p.type));
  if (simulated && p.m != 0 && p.m == p.n && p.n == p.k) {
    const bool named = record.kernel.ends_with('.' + type);
    return fmt::format("{}^3", p.m) + (named ? "" : ' ' + type);
  }
  std::string size;
  if (p.bytes != 0) size = format_exact_bytes(p.bytes) + ' ';
  if (p.m != 0) size = fmt::format("{}x{}x{} ", p.m, p.n, p.k);
  return size + type;
}

// Sizes are shown binary, counts whole and without a unit.
std::pair<std::string, std::string> median_and_unit(const CaseRecord& record) {
  const double median = record.statistics->median;
  if (record.quantity == Quantity::count) return {fmt::format("{:.6g}", median), ""};
  if (record.quantity == Quantity::capacity) {
    const auto shown = format_bytes(static_cast<std::uint64_t>(median));
    const auto end = shown.find_last_of("0123456789") + 1;
    return {shown.substr(0, end), shown.substr(end)};
  }
  const auto shown = format_quantity(median, unit_of(record.quantity, record.parameters.type));
  const auto space = shown.find(' ');
  return {shown.substr(0, space), shown.substr(space + 1)};
}

std::string percent(double ratio) {
  constexpr double kRoundsToWhole = 0.9995;  // "100.0 %" is wider than the column
  return ratio < kRoundsToWhole ? fmt::format("{:.1f} %", 100 * ratio)
                                : fmt::format("{:.0f} %", 100 * ratio);
}

Paint paint_of(Status status) {
  if (status == Status::ok) return Paint::none;
  return status == Status::skipped ? Paint::yellow : Paint::red;
}

std::vector<std::string> cells(const CaseRecord& record, bool simulated) {
  std::vector<std::string> row{
      record.kernel, describe_parameters(record, simulated),       "-", "-", "-",
      "-",           std::string(document::word_of(record.status))};
  if (!record.statistics) return row;
  std::tie(row[2], row[3]) = median_and_unit(record);
  row[4] = percent(record.statistics->relative_iqr);
  row[5] = fmt::format("{}", record.statistics->count);
  return row;
}

std::string device_table(const Document& document, const std::string& device, Colour colour) {
  const bool simulated = document.run.simulated.has_value();
  Table table({{"kernel", Align::left, 15},
               {"parameters", Align::left, simulated ? 10u : 19u},
               {"median", Align::right, 6},
               {"unit", Align::left, 7},
               {"noise", Align::right, simulated ? 6u : 7u},
               {"samples", Align::right, 7},
               {"status", Align::left, 7}});
  for (const auto& record : document.cases) {
    if (record.device != device) continue;
    table.add_row(cells(record, simulated), paint_of(record.status));
  }
  return line(describe_device(device, document.facts), columns_of(document)) +
         table.to_string(colour);
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

// One line for each reason, however many cases share it, in the order of their first case.
std::string reasons(const Document& document) {
  struct Shared {
    const CaseRecord* first;
    int count;
  };
  std::vector<Shared> list;
  for (const auto& record : document.cases) {
    if (record.status == Status::ok) continue;
    const auto same = [&](const Shared& other) {
      return other.first->status == record.status && other.first->reason == record.reason;
    };
    const auto found = std::find_if(list.begin(), list.end(), same);
    if (found == list.end()) {
      list.push_back({&record, 1});
    } else {
      ++found->count;
    }
  }
  std::string text;
  for (const auto& [record, count] : list) {
    const std::string who = count == 1 ? record->name : fmt::format("{} cases", count);
    text += wrap(printable(fmt::format("{}: {}: {}", document::word_of(record->status), who,
                                       record->reason)),
                 2, columns_of(document));
  }
  return text;
}

std::string count_line(const Document& document) {
  std::string text =
      fmt::format("{} case{}", document.cases.size(), document.cases.size() == 1 ? "" : "s");
  const char* separator = ": ";
  for (const Status status : {Status::ok, Status::wrong, Status::error, Status::skipped}) {
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
  }
  text += '\n' + reasons(document) + count_line(document);
  return document.run.simulated ? marked(text) : text;
}

}  // namespace assay::report
