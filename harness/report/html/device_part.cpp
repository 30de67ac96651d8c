// Folding is the browser's own: nothing is lost without a script, or on paper.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/device_part.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "harness/report/html/frame.hpp"
#include "harness/report/html/metric_table.hpp"
#include "harness/report/html/roofline.hpp"
#include "harness/report/html/run_facts.hpp"
#include "harness/report/html/soak.hpp"
#include "harness/report/html/table.hpp"
#include "harness/report/verdict_sentences.hpp"

namespace assay::report::html {
namespace {

using judge::DeviceVerdict;

Element summary_of(const DeviceVerdict& device, const DeviceLayout& layout) {
  const auto title = fmt::format(" {} {} {}", device.device, device.part, device.name);
  Element line = marked_heading(layout.level, title, layout.mark);
  Element summary("summary");
  if (device.counts) {
    summary.add(state_badge(device.state));
  } else {
    summary.add(with_class("span", "quiet").text("not counted"));
  }
  return summary.add(std::move(line));
}

void add_metrics(Element& part, const DeviceVerdict& device) {
  if (device.metrics.empty()) return;
  part.add(bar_legend());
  if (device.another_part) {
    part.add(Element("p").text(
        fmt::format("Gates and published figures below are those of {}, which this device is not.",
                    device.part)));
  }
  part.add(metric_table(device));
}

void add_coverage(Element& part, const judge::Coverage& coverage, int level) {
  part.add(heading(level, "Coverage"));
  part.add(Element("p").text(
      fmt::format("{} of {} planned cases have a result{}.", coverage.measured, coverage.planned,
                  coverage.complete() ? "; nothing that is needed is missing" : "")));
  std::vector<std::string> lines;
  for (const auto& one : coverage.missing) lines.push_back(missing_line(one));
  part.add(list_element(lines));
}

void add_roofline(Element& part, const document::Document& document, const std::string& device,
                  int level) {
  for (const auto& roofline : document.rooflines) {
    if (roofline.device != device) continue;
    part.add(heading(level, "Roofline"));
    part.add(roofline_figure(roofline));
    if (!roofline.points.empty()) part.add(roofline_table(document, roofline));
  }
}

void add_background(Element& part, const DeviceVerdict& device, const document::Document& document,
                    int level) {
  const Facts facts = facts_of_device(document, device.device);
  if (!facts.empty()) {
    part.add(heading(level, "Device")).add(facts_element(facts));
  }
  std::vector<Element> sources = sources_of(device);
  if (sources.empty()) return;
  part.add(Element("details")
               .add(Element("summary").text("Where published figures and gates come from"))
               .add(std::move(sources)));
}

}  // namespace

Element device_part(const DeviceVerdict& device, const document::Document& document,
                    const DeviceLayout& layout) {
  const int below = layout.level + 1;
  Element part("details");
  if (layout.open) part.set("open", "");
  part.add(summary_of(device, layout));
  if (!device.headline.empty()) part.add(Element("p").text(device.headline));
  add_metrics(part, device);
  part.add(list_element(device_notes(device)));
  if (device.identity) {
    part.add(heading(below, "Identity")).add(Element("p").text(device.identity->sentence));
  }
  add_coverage(part, device.coverage, below);
  add_roofline(part, document, device.device, below);
  part.add(soak_elements(document, device.device, below));
  add_background(part, device, document, below);
  return part;
}

}  // namespace assay::report::html
