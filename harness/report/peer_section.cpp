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
#include "harness/report/peer_words.hpp"
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

// Without the kind, which all of them share.
std::string index_of(const std::string& device) {
  return fmt::format("{}", document::cuda_index(device));
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
      cells.push_back(peer_cell(matrix, matrix.values[from][to]));
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
    for (const double value : row) widest = std::max(widest, peer_cell(matrix, value).size());
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

std::string section_of(const PeerMatrix& matrix, std::size_t columns) {
  std::string text = wrap(printable(peer_caption(matrix)), kIndent, columns);
  text += blocks_of(matrix, columns);
  if (matrix.devices.size() > 2) text += wrap(printable(peer_extremes(matrix)), kIndent, columns);
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
