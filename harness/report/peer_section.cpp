// One table for each block of columns of a matrix.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/peer_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"
#include "harness/document/device_name.hpp"
#include "harness/report/plain.hpp"
#include "harness/report/shared_cases.hpp"
#include "harness/report/table.hpp"

namespace assay::report {
namespace {

using document::Document;
using document::PeerMatrix;

constexpr std::size_t kIndent = 2;
constexpr std::size_t kLabelWidth = 7, kGap = 2;  // of "cuda:15"; between columns
constexpr std::size_t kLinksWidth = 16;           // "links" and "ceiling", with their gaps

bool is_latency(const PeerMatrix& matrix) {
  return matrix.quantity == Quantity::latency;
}

bool is_mutual(const PeerMatrix& matrix) {
  return is_latency(matrix) || matrix.parameters.direction == Direction::both;
}

std::string_view worker_of(const Parameters& parameters) {
  return parameters.engine == Engine::copy_engine ? "copy engine" : "SMs";
}

// "256MiB, both directions added, written by SMs".
std::string way_of(const Parameters& p) {
  std::string text = p.bytes == 0 ? "" : format_exact_bytes(p.bytes) + ", ";
  text += p.direction == Direction::both ? "both directions added" : "one direction";
  const auto verb = p.operation == Operation::read ? "read" : "written";
  return text + fmt::format(", {} by {}", verb, worker_of(p));
}

std::string caption_of(const PeerMatrix& matrix) {
  if (is_latency(matrix)) {
    return fmt::format("{}: us from a store of one GPU until the other has seen it", matrix.kernel);
  }
  const auto& p = matrix.parameters;
  const char* sense = p.operation == Operation::read ? "row reads from column's memory"
                                                     : "row writes to column's memory";
  return fmt::format("{} {}: GB/s, {}", matrix.kernel, way_of(p), sense);
}

// Three digits: "24.3", "393", "1230".
std::string shown_cell(const PeerMatrix& matrix, double value) {
  if (std::isnan(value)) return "-";
  constexpr double kWholeFrom = 99.95;
  const double shown = value * (is_latency(matrix) ? 1e6 : 1e-9);
  return shown < kWholeFrom ? fmt::format("{:.3g}", shown) : fmt::format("{:.0f}", shown);
}

// Without the kind, which all of them share.
std::string index_of(const std::string& device) {
  return fmt::format("{}", document::cuda_index(device));
}

bool knows_links(const PeerMatrix& matrix) {
  return std::any_of(matrix.links.begin(), matrix.links.end(),
                     [](const auto& one) { return one.active.has_value(); });
}

std::string block_of(const PeerMatrix& matrix, std::size_t begin, std::size_t end,
                     bool with_links) {
  std::vector<Column> titles{{"", Align::left}};
  for (std::size_t to = begin; to < end; ++to) {
    titles.push_back({index_of(matrix.devices[to]), Align::right});
  }
  if (with_links) {
    titles.push_back({"links", Align::right});
    titles.push_back({"ceiling", Align::right});
  }
  Table table(std::move(titles));
  for (std::size_t from = 0; from < matrix.devices.size(); ++from) {
    std::vector<std::string> cells{matrix.devices[from]};
    for (std::size_t to = begin; to < end; ++to) {
      cells.push_back(shown_cell(matrix, matrix.values[from][to]));
    }
    if (with_links) {
      const auto& links = matrix.links[from];
      cells.push_back(links.active ? fmt::format("{}", *links.active) : "-");
      cells.push_back(links.ceiling ? fmt::format("{:.0f}", *links.ceiling * 1e-9) : "-");
    }
    table.add_row(std::move(cells));
  }
  return table.to_string();
}

// Of the widest value or index, with its gap.
std::size_t cell_width(const PeerMatrix& matrix) {
  std::size_t widest = 0;
  for (const auto& device : matrix.devices) widest = std::max(widest, index_of(device).size());
  for (const auto& row : matrix.values) {
    for (const double value : row) widest = std::max(widest, shown_cell(matrix, value).size());
  }
  return widest + kGap;
}

// Blocks of the same size, as few as fit; the links stand beside the last.
std::string blocks_of(const PeerMatrix& matrix, std::size_t columns) {
  const bool links = knows_links(matrix);
  const std::size_t taken = kLabelWidth + (links ? kLinksWidth : 0), count = matrix.devices.size();
  const std::size_t room = columns > taken ? columns - taken : 0;
  const std::size_t most = std::max<std::size_t>(1, room / cell_width(matrix));
  const std::size_t blocks = (count + most - 1) / most, size = (count + blocks - 1) / blocks;
  std::string text;
  for (std::size_t begin = 0; begin < count; begin += size) {
    const std::size_t end = std::min(begin + size, count);
    text += block_of(matrix, begin, end, links && end == count);
  }
  return text;
}

struct Extreme {
  std::size_t from = 0, to = 0;
  double value = std::nan("");
};

// Of pairs that are measured once for both ways, the one whose row is the lower device.
Extreme extreme_of(const PeerMatrix& matrix, bool largest) {
  Extreme found;
  for (std::size_t from = 0; from < matrix.values.size(); ++from) {
    for (std::size_t to = 0; to < matrix.values.size(); ++to) {
      const double value = matrix.values[from][to];
      if (std::isnan(value)) continue;
      const bool further = largest ? value > found.value : value < found.value;
      if (std::isnan(found.value) || further) found = {from, to, value};
    }
  }
  return found;
}

// "slowest cuda:3 -> cuda:5 at 196 GB/s, fastest cuda:0 -> cuda:1 at 394 GB/s".
std::string extremes_of(const PeerMatrix& matrix) {
  const auto shown = [&](const Extreme& one) {
    return fmt::format(
        "{} {} {} at {}", matrix.devices[one.from], is_mutual(matrix) ? "<->" : "->",
        matrix.devices[one.to],
        format_quantity(one.value, unit_of(matrix.quantity, matrix.parameters.type)));
  };
  return fmt::format("slowest {}, fastest {}", shown(extreme_of(matrix, is_latency(matrix))),
                     shown(extreme_of(matrix, !is_latency(matrix))));
}

std::string section_of(const PeerMatrix& matrix, std::size_t columns) {
  std::string text = wrap(printable(caption_of(matrix)), kIndent, columns);
  text += blocks_of(matrix, columns);
  if (matrix.devices.size() > 2) text += wrap(printable(extremes_of(matrix)), kIndent, columns);
  return text;
}

std::string all_at_once(const Document& document, std::size_t columns) {
  Table table({{"all at once", Align::left, 11},
               {"GPUs", Align::right, 4},
               {"by", Align::left, 11},
               {"operation", Align::left, 9},
               {"each GPU", Align::right, 10}});
  bool any = false;
  for (const auto& record : document.cases) {
    const auto& p = record.parameters;
    if (!is_between_gpus(record) || p.pattern != Pattern::all_pairs || !record.statistics) continue;
    any = true;
    table.add_row({format_exact_bytes(p.bytes), fmt::format("{}", record.group.size()),
                   std::string(worker_of(p)), std::string(to_string(p.operation)),
                   format_quantity(record.statistics->median, unit_of(record.quantity, p.type))});
  }
  if (!any) return "";
  return wrap("transfer.peer, every GPU with a partner at the same time: both directions added",
              kIndent, columns) +
         table.to_string();
}

}  // namespace

std::string peer_section(const Document& document, std::size_t columns) {
  std::string text;
  bool links = false;
  for (const auto& matrix : document::peer_matrices_of(document)) {
    if (!text.empty()) text += '\n';
    text += section_of(matrix, columns);
    links = links || knows_links(matrix);
  }
  if (links) {
    text += wrap("links: NVLinks that are up; ceiling: GB/s of them together, one direction",
                 kIndent, columns);
  }
  const auto together = all_at_once(document, columns);
  if (!text.empty() && !together.empty()) text += '\n';
  text += together;
  return text;
}

}  // namespace assay::report
