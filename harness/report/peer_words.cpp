// The same words and digits in every form of the report.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/peer_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"

namespace assay::report {
namespace {

using document::PeerMatrix;

bool is_latency(const PeerMatrix& matrix) {
  return matrix.quantity == Quantity::latency;
}

bool is_mutual(const PeerMatrix& matrix) {
  return is_latency(matrix) || matrix.parameters.direction == Direction::both;
}

// "256MiB, both directions added, written by SMs".
std::string way_of(const Parameters& p) {
  std::string text = p.bytes == 0 ? "" : format_exact_bytes(p.bytes) + ", ";
  text += p.direction == Direction::both ? "both directions added" : "one direction";
  const auto verb = p.operation == Operation::read ? "read" : "written";
  return text + fmt::format(", {} by {}", verb, worker_of(p));
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

}  // namespace

std::string_view worker_of(const Parameters& parameters) {
  return parameters.engine == Engine::copy_engine ? "copy engine" : "SMs";
}

std::string peer_caption(const PeerMatrix& matrix) {
  if (is_latency(matrix)) {
    return fmt::format("{}: us from a store of one GPU until the other has seen it", matrix.kernel);
  }
  const auto& p = matrix.parameters;
  const char* sense = p.operation == Operation::read ? "row reads from column's memory"
                                                     : "row writes to column's memory";
  return fmt::format("{} {}: GB/s, {}", matrix.kernel, way_of(p), sense);
}

std::string peer_cell(const PeerMatrix& matrix, double value) {
  if (std::isnan(value)) return "-";
  constexpr double kWholeFrom = 99.95;
  const double shown = value * (is_latency(matrix) ? 1e6 : 1e-9);
  return shown < kWholeFrom ? fmt::format("{:.3g}", shown) : fmt::format("{:.0f}", shown);
}

bool knows_links(const PeerMatrix& matrix) {
  return std::any_of(matrix.links.begin(), matrix.links.end(),
                     [](const auto& one) { return one.active.has_value(); });
}

std::string peer_extremes(const PeerMatrix& matrix) {
  const auto shown = [&](const Extreme& one) {
    return fmt::format(
        "{} {} {} at {}", matrix.devices[one.from], is_mutual(matrix) ? "<->" : "->",
        matrix.devices[one.to],
        format_quantity(one.value, unit_of(matrix.quantity, matrix.parameters.type)));
  };
  return fmt::format("slowest {}, fastest {}", shown(extreme_of(matrix, is_latency(matrix))),
                     shown(extreme_of(matrix, !is_latency(matrix))));
}

}  // namespace assay::report
