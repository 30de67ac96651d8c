// What is as it should be is folded away, but for the only device; of several documents all of it.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/verdict_article.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "harness/report/html/device_part.hpp"
#include "harness/report/html/frame.hpp"
#include "harness/report/html/matrix.hpp"
#include "harness/report/html/run_facts.hpp"
#include "harness/report/html/table.hpp"
#include "harness/report/mark.hpp"
#include "harness/report/peer_words.hpp"
#include "harness/report/verdict_page.hpp"
#include "harness/report/verdict_sentences.hpp"

namespace assay::report::html {
namespace {

using judge::DeviceVerdict;
using judge::DocumentVerdict;
using judge::State;

Mark mark_of(const DocumentVerdict& verdict) {
  return {.simulated = verdict.simulated.has_value(), .injected = !verdict.injected.empty()};
}

std::string subject_of(const DocumentVerdict& verdict) {
  if (!verdict.unreadable.empty()) return verdict.file;
  return verdict.simulated ? fmt::format("simulated {}", *verdict.simulated) : verdict.hostname;
}

// What is said at the top: of each device that does not pass, of the hosts, of the run.
std::vector<std::string> reasons_of(const DocumentVerdict& verdict) {
  std::vector<std::string> reasons;
  if (!verdict.unreadable.empty()) reasons.push_back(verdict.unreadable);
  for (const auto& device : verdict.devices) {
    if (!device.headline.empty())
      reasons.push_back(fmt::format("{}: {}", device.device, device.headline));
  }
  for (const auto& host : verdict.slow_hosts) reasons.push_back(judge::slow_host_sentence(host));
  for (const auto& one : verdict.missing) reasons.push_back(missing_line(one));
  if (verdict.unreadable.empty() && verdict.devices.empty()) {
    reasons.emplace_back("no device was measured");
  }
  if (!reasons.empty()) return reasons;
  const auto counted = std::count_if(verdict.devices.begin(), verdict.devices.end(),
                                     [](const auto& device) { return device.counts; });
  return {fmt::format("{} {} as {} should be and within every gate", counted,
                      counted == 1 ? "device is" : "devices are", counted == 1 ? "it" : "they")};
}

Element device_row(const DeviceVerdict& device) {
  Element row("tr");
  row.add(Element("th").set("scope", "row").text(device.device));
  Element state("td");
  if (device.counts) {
    state.add(state_badge(device.state));
  } else {
    state.add(with_class("span", "quiet").text("not counted"));
  }
  row.add(std::move(state));
  row.add(Element("td").text(device.part.empty() ? "-" : device.part));
  row.add(Element("td").text(device.name.empty() ? "-" : device.name));
  row.add(with_class("td", "word").text(device.uuid.empty() ? "-" : device.uuid));
  return row.add(Element("td").text(
      fmt::format("{} of {}", device.coverage.measured, device.coverage.planned)));
}

Element device_table(const DocumentVerdict& verdict) {
  Element head("tr");
  for (const char* title :
       {"device", "verdict", "judged as", "says it is", "UUID", "cases measured"}) {
    head.add(Element("th").set("scope", "col").text(title));
  }
  Element body("tbody");
  for (const auto& device : verdict.devices) body.add(device_row(device));
  return scroll_box("Devices", Element("table")
                                   .add(Element("caption").text("Devices"))
                                   .add(Element("thead").add(std::move(head)))
                                   .add(std::move(body)));
}

std::vector<Element> between_gpus(const document::Document& document, int level, const Mark& mark) {
  std::vector<Element> elements;
  if (document.peer_matrices.empty()) return elements;
  elements.push_back(marked_heading(level, "Between GPUs", mark));
  elements.push_back(shade_legend());
  for (const auto& matrix : document.peer_matrices) {
    elements.push_back(matrix_element(matrix));
    if (matrix.devices.size() > 1) elements.push_back(Element("p").text(peer_extremes(matrix)));
  }
  return elements;
}

void append(std::vector<Element>& to, std::vector<Element> more) {
  std::move(more.begin(), more.end(), std::back_inserter(to));
}

}  // namespace

std::vector<Element> verdict_article(const DocumentVerdict& verdict,
                                     const document::Document* document, int level) {
  const Mark mark = mark_of(verdict);
  std::vector<Element> elements;
  elements.push_back(
      heading(level, "").add(state_badge(verdict.state)).text(" ").text(subject_of(verdict)));
  for (auto& list : list_element(reasons_of(verdict))) {
    elements.push_back(std::move(list.set("class", "reasons")));
  }
  if (!verdict.devices.empty()) elements.push_back(device_table(verdict));
  if (document == nullptr) return elements;
  elements.push_back(marked_heading(level + 1, "Run", mark));
  Facts facts = facts_of_run(*document);
  facts.insert(facts.begin(), {"File", verdict.file});
  elements.push_back(facts_element(facts));
  append(elements, between_gpus(*document, level + 1, mark));
  const bool alone = verdict.devices.size() == 1;
  for (const auto& device : verdict.devices) {
    const bool open = level == 1 && (alone || (device.counts && device.state != State::pass));
    elements.push_back(
        device_part(device, *document, {.level = level + 1, .open = open, .mark = mark}));
  }
  return elements;
}

}  // namespace assay::report::html
