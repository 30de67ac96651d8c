// Colours draw the eye to what is slow; the numbers say it.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/matrix.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "harness/document/device_name.hpp"
#include "harness/report/html/scale.hpp"
#include "harness/report/html/table.hpp"
#include "harness/report/peer_words.hpp"

namespace assay::report::html {
namespace {

using document::PeerMatrix;

constexpr std::array<double, kShades - 1> kShadeFrom = {0.95, 0.85, 0.7, 0.5};

double share_of_best(const PeerMatrix& matrix, const Interval& extent, double value) {
  return matrix.quantity == Quantity::latency ? extent.low / value : value / extent.high;
}

Element value_cell(const PeerMatrix& matrix, const Interval& extent, double value) {
  if (!std::isfinite(value) || value <= 0) {
    return with_class("td", "number quiet").text(peer_cell(matrix, value));
  }
  return shaded("td", shade_of(share_of_best(matrix, extent, value)))
      .text(peer_cell(matrix, value));
}

std::string links_of(const document::PeerLinks& links) {
  return links.active ? fmt::format("{}", *links.active) : "-";
}

Element title_row(const PeerMatrix& matrix) {
  Element row("tr");
  row.add(Element("th").set("scope", "col").text("from \\ to"));
  for (const auto& device : matrix.devices) {
    row.add(with_class("th", "number")
                .set("scope", "col")
                .text(fmt::format("{}", document::cuda_index(device))));
  }
  if (knows_links(matrix)) {
    row.add(with_class("th", "number").set("scope", "col").text("links up"));
  }
  return row;
}

Interval extent_of_cells(const PeerMatrix& matrix) {
  std::vector<double> all;
  for (const auto& row : matrix.values) all.insert(all.end(), row.begin(), row.end());
  return extent_of(all).value_or(Interval{1, 1});
}

}  // namespace

std::size_t shade_of(double share) {
  std::size_t shade = 0;
  while (shade < kShadeFrom.size() && share < kShadeFrom[shade]) ++shade;
  return shade;
}

Element shaded(Literal name, std::size_t shade) {
  return Element(name).set("class", fmt::format("number shade{}", shade));
}

Element shade_legend() {
  Element legend = with_class("p", "legend").text("Share of the best cell: ");
  for (std::size_t shade = 0; shade < kShades; ++shade) {
    const auto from = shade < kShadeFrom.size() ? 100 * kShadeFrom[shade] : 100 * kShadeFrom.back();
    legend.add(
        shaded("span", shade)
            .text(fmt::format("{} {:.0f} %", shade < kShadeFrom.size() ? "from" : "below", from)));
    legend.text(" ");
  }
  return legend;
}

Element matrix_element(const PeerMatrix& matrix) {
  const Interval extent = extent_of_cells(matrix);
  Element body("tbody");
  for (std::size_t from = 0; from < matrix.devices.size(); ++from) {
    Element row("tr");
    row.add(Element("th").set("scope", "row").text(matrix.devices[from]));
    for (const double value : matrix.values[from]) row.add(value_cell(matrix, extent, value));
    if (knows_links(matrix)) {
      row.add(with_class("td", "number").text(links_of(matrix.links[from])));
    }
    body.add(std::move(row));
  }
  const auto caption = peer_caption(matrix);
  return scroll_box(caption, with_class("table", "matrix")
                                 .add(Element("caption").text(caption))
                                 .add(Element("thead").add(title_row(matrix)))
                                 .add(std::move(body)));
}

}  // namespace assay::report::html
