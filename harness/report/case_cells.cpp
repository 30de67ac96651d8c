// Shortens what tells cases apart; the document holds all of it.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/case_cells.hpp"

#include <fmt/format.h>

#include <tuple>
#include <utility>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"
#include "harness/document/words.hpp"

namespace assay::report {
namespace {

using document::CaseRecord;

// Of a transfer that begins or ends at this device; empty of any other.
std::string short_way(Direction direction) {
  switch (direction) {
    case Direction::device_to_device:
      return "d2d";
    case Direction::host_to_device:
      return "h2d";
    case Direction::device_to_host:
      return "d2h";
    case Direction::host_both:
      return "h2d+d2h";
    default:
      return "";
  }
}

std::string short_memory(const Parameters& p) {
  std::string text;
  if (p.host_memory == HostMemory::pageable) text += " paged";
  if (p.numa_node >= 0) text += fmt::format(" n{}", p.numa_node);
  return text;
}

// What tells cases apart that look the same else; the usual one is not said.
std::string short_path(const Parameters& p) {
  std::string text;
  if (p.stride != 0) text += fmt::format(" by {}", format_exact_bytes(p.stride));
  if (p.stride == 0 && p.cache == Cache::warm) text += " warm";
  if (p.submission == Submission::graph) text += " graph";
  return text;
}

// What is not the usual way to compute a product.
std::string unusual_way(const Parameters& p) {
  std::string text;
  if (p.path == Path::fallback) text += "fallback ";
  if (p.accumulation == Accumulation::promoted) text += "prom ";
  if (p.sparsity == Sparsity::structured) text += "sparse ";
  if (p.load == Load::burst) text += "burst ";
  return text;
}

std::string other_ways(const Parameters& p) {
  std::string text;
  if (p.load == Load::sustained) text += " sustained";
  if (p.operands == Operands::registers) text += " registers";
  if (p.layout != Layout::none && p.layout != Layout::row_column) {
    text += fmt::format(" {}", to_string(p.layout));
  }
  return text;
}

}  // namespace

// Short, so that the mark of a simulated run has room beside it: a cube as "4096^3", and no type
// where the kernel's name says it.
std::string short_parameters(const CaseRecord& record, bool simulated) {
  const auto& p = record.parameters;
  const std::string type(to_string(p.type));
  const bool named = record.kernel.ends_with('.' + type);
  const std::string way = unusual_way(p), other_way = simulated ? "" : other_ways(p);
  const bool cube = p.m != 0 && p.m == p.n && p.n == p.k;
  if (cube && (simulated || named)) {
    return way + fmt::format("{}^3", p.m) + (named ? "" : ' ' + type) + other_way;
  }
  std::string size;
  if (p.bytes != 0) size = format_exact_bytes(p.bytes) + ' ';
  if (p.m != 0) size = fmt::format("{}x{}x{} ", p.m, p.n, p.k);
  if (p.m != 0 && named) {
    size.pop_back();
    return way + size + other_way;
  }
  if (const auto transfer = short_way(p.direction); !simulated && !transfer.empty()) {
    return size + transfer + short_memory(p);
  }
  return way + size + type + other_way + (simulated ? "" : short_path(p));
}

namespace {

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

// "9.4 GB": what one joule was good for.
std::string per_joule(const CaseRecord& record) {
  const bool bytes =
      record.quantity == Quantity::bandwidth || record.quantity == Quantity::bus_bandwidth;
  const double work = bytes ? record.work.bytes : record.work.flop;
  if (!has_energy(record)) return "-";
  const double launches = static_cast<double>(record.iterations_per_sample) *
                          static_cast<double>(record.samples.size());
  const auto rate = unit_of(record.quantity, record.parameters.type);
  return format_quantity(work * launches / *record.telemetry.energy_j,
                         rate.substr(0, rate.find('/')));
}

}  // namespace

bool has_energy(const CaseRecord& record) {
  const bool timed = record.quantity != Quantity::latency && !is_counted(record.quantity);
  return timed && record.statistics && record.telemetry.energy_j;
}

std::vector<std::string> case_cells(const CaseRecord& record, const CaseLayout& layout) {
  std::vector<std::string> row{
      record.kernel, short_parameters(record, layout.simulated),   "-", "-", "-",
      "-",           std::string(document::word_of(record.status))};
  if (!record.statistics) return row;
  std::tie(row[2], row[3]) = median_and_unit(record);
  row[4] = percent(record.statistics->relative_iqr);
  row[5] = layout.energy ? per_joule(record) : fmt::format("{}", record.statistics->count);
  return row;
}

}  // namespace assay::report
