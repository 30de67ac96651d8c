// State first, then the table, then a sentence for everything that is not as it should be.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/verdict_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/verdict/verdict_words.hpp"
#include "harness/report/verdict_sentences.hpp"

namespace assay::report {
namespace {

using judge::DeviceVerdict;
using judge::DocumentVerdict;
using judge::MetricVerdict;
using judge::State;

Paint paint_of(const MetricVerdict& metric) {
  switch (judge::state_of(metric)) {
    case State::pass:
      return Paint::none;
    case State::could_not_judge:
      return Paint::yellow;
    case State::fail:
    case State::wrong:
      return Paint::red;
  }
  return Paint::none;
}

PageTable table_of(const std::vector<MetricVerdict>& metrics) {
  PageTable table{.columns = {{"metric", Align::left, 34, Overflow::wrap},
                              {"measured", Align::right, 12},
                              {"publ.", Align::right, 8},
                              {"SM/clk", Align::right, 7},
                              {"gate", Align::right, 14},
                              {"status", Align::left, 12}}};
  for (const auto& one : metrics) {
    table.row(
        {short_name(one.metric),
         one.measured ? judge::shown_value(one.measured->median, one.unit) : "-",
         one.share_of_published ? fmt::format("{:.1f} %", 100 * *one.share_of_published) : "-",
         one.per_sm_clock ? fmt::format("{:.4g}", one.per_sm_clock->value) : "-", shown_gate(one),
         shown_word(one.status)},
        paint_of(one));
  }
  return table;
}

void add_coverage(Page& page, const judge::Coverage& coverage) {
  page.paragraph(fmt::format("Coverage: {} of {} planned cases have a result{}.", coverage.measured,
                             coverage.planned,
                             coverage.complete() ? "; nothing that is needed is missing" : ""));
  std::vector<std::string> lines;
  for (const auto& one : coverage.missing) lines.push_back(missing_line(one));
  page.bullets(std::move(lines));
}

void add_device(Page& page, const DeviceVerdict& device) {
  page.section(verdict_line(device));
  if (!device.headline.empty()) page.paragraph(device.headline);
  if (!device.metrics.empty()) page.table(table_of(device.metrics));
  page.bullets(device_sentences(device));
  add_coverage(page, device.coverage);
  if (device.identity && device.headline.find(device.identity->sentence) == std::string::npos) {
    page.paragraph("Identity: " + device.identity->sentence);
  }
}

}  // namespace

std::string verdict_line(const DeviceVerdict& device) {
  std::string text =
      fmt::format("{} {} {}", device.counts ? upper(to_string(device.state)) : "NOT COUNTED",
                  device.part.empty() ? "(no part)" : device.part, device.device);
  if (!device.name.empty()) text += " " + device.name;
  if (!device.uuid.empty()) text += fmt::format(" ({})", device.uuid);
  return text;
}

Page verdict_page(const DocumentVerdict& verdict, VerdictDetail detail) {
  Page page;
  if (!verdict.unreadable.empty()) {
    return page.paragraph(fmt::format("COULD-NOT-JUDGE {}: {}", verdict.file, verdict.unreadable));
  }
  if (detail == VerdictDetail::failing && verdict.state == State::pass) {
    for (const auto& device : verdict.devices) {
      page.paragraph(fmt::format("{}: {}", verdict.file, verdict_line(device)));
    }
    return page;
  }
  std::vector<std::string> lines;
  for (const auto& one : verdict.missing) lines.push_back(missing_line(one));
  for (const auto& device : verdict.devices) add_device(page, device);
  if (verdict.devices.empty()) page.paragraph("COULD-NOT-JUDGE: no device was measured");
  for (const auto& host : verdict.slow_hosts) {
    page.paragraph("FAIL: " + judge::slow_host_sentence(host));
  }
  page.bullets(std::move(lines));
  page.paragraph(origin_of(verdict));
  return page;
}

PageTable overview_table() {
  return {.columns = {{"document", Align::left, 40, Overflow::wrap},
                      {"device", Align::left, 8},
                      {"part", Align::left, 14},
                      {"verdict", Align::left, 15},
                      {"why", Align::left, 60, Overflow::wrap}}};
}

void add_rows(PageTable& overview, const DocumentVerdict& verdict) {
  if (verdict.devices.empty()) {
    overview.row({verdict.file, "-", "-", upper(to_string(verdict.state)),
                  verdict.unreadable.empty() ? "no device was measured" : "could not be read"});
  }
  for (const auto& device : verdict.devices) {
    if (!device.counts) continue;
    overview.row({verdict.file, device.device, device.part.empty() ? "-" : device.part,
                  upper(to_string(device.state)), device.headline});
  }
}

std::string limits_of_a_pass() {
  return "A pass says that the device behaved like its part while it was measured, and reached "
         "what healthy ones were seen to reach. It does not say that the device is new, that "
         "memory "
         "beyond what the cases touched is sound, or that it holds for days.";
}

}  // namespace assay::report
