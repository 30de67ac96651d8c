// State first, then the table, then a sentence for everything that is not as it should be.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/verdict_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "harness/document/timestamp.hpp"
#include "harness/judge/verdict/verdict_words.hpp"

namespace assay::report {
namespace {

using judge::DeviceVerdict;
using judge::DocumentVerdict;
using judge::MetricStatus;
using judge::MetricVerdict;
using judge::State;

std::string upper(std::string_view text) {
  std::string word(text);
  for (char& letter : word) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  return word;
}

// "tensor.rate bf16", "transfer.peer one sm".
std::string short_name(const catalogue::Metric& metric) {
  std::string name = metric.name.substr(0, metric.name.find('/'));
  const auto& p = metric.parameters;
  for (const auto* part : {&p.type, &p.direction, &p.engine, &p.algorithm, &p.layout,
                           &p.accumulation, &p.sparsity, &p.path, &p.load}) {
    if (*part) name += " " + **part;
  }
  if (p.devices) name += fmt::format(" x{}", *p.devices);
  return name;
}

std::string shown_gate(const MetricVerdict& metric) {
  if (metric.lower) return judge::shown_value(metric.lower->value, metric.unit);
  const bool given = metric.upper && !metric.ceiling;
  return given ? "<= " + judge::shown_value(metric.upper->value, metric.unit) : "-";
}

std::string shown_word(MetricStatus status) {
  std::string word(document::word_of(status));
  std::replace(word.begin(), word.end(), '_', ' ');
  return word;
}

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

std::string sentence_of(const MetricVerdict& metric) {
  const char* remedy =
      metric.status == MetricStatus::no_gate ? "; it is required, so give one with --gates" : "";
  return fmt::format("{}: {}: {}{}", upper(shown_word(metric.status)), short_name(metric.metric),
                     metric.reason, remedy);
}

// Metrics that are only shown share a line with those that have the same reason.
std::vector<std::string> shown_only(const std::vector<MetricVerdict>& metrics) {
  std::vector<std::pair<std::string, std::string>> lists;  // reason, names
  for (const auto& one : metrics) {
    if (one.status != MetricStatus::no_gate || is_judged(one)) continue;
    const auto found = std::find_if(lists.begin(), lists.end(),
                                    [&](const auto& list) { return list.first == one.reason; });
    if (found == lists.end()) {
      lists.emplace_back(one.reason, short_name(one.metric));
    } else {
      found->second += ", " + short_name(one.metric);
    }
  }
  std::vector<std::string> lines;
  for (const auto& [reason, names] : lists) {
    lines.push_back(fmt::format("only shown: {}: {}", names, reason));
  }
  return lines;
}

// One line for all metrics that are short for the same kind of reason.
std::vector<std::string> causes_of(const std::vector<MetricVerdict>& metrics) {
  struct Shared {
    const MetricVerdict* first;
    std::string names;
    std::size_t count;
  };
  std::vector<Shared> list;
  for (const auto& one : metrics) {
    if (!one.cause || one.cause->sentence.empty()) continue;
    const auto found = std::find_if(list.begin(), list.end(), [&](const Shared& other) {
      return other.first->cause->kind == one.cause->kind;
    });
    if (found == list.end()) {
      list.push_back({&one, short_name(one.metric), 1});
    } else {
      found->names += ", " + short_name(one.metric);
      ++found->count;
    }
  }
  std::vector<std::string> lines;
  for (const auto& [first, names, count] : list) {
    lines.push_back(fmt::format("cause of {}{}: {}", names,
                                count == 1 ? "" : ", as shown by the first",
                                first->cause->sentence));
  }
  return lines;
}

// "gemm.bf16: 1.03 x cuBLASLt best (13.0.2), 1.05 x default".
std::vector<std::string> library_lines(const std::vector<MetricVerdict>& metrics) {
  std::vector<std::string> lines;
  for (const auto& one : metrics) {
    if (!one.reference) continue;
    const auto& reference = *one.reference;
    auto line = short_name(one.metric) + ": ";
    if (!reference.unavailable.empty()) {
      line += fmt::format("{}: {}", reference.library, reference.unavailable);
    } else if (reference.right == false) {
      line += fmt::format("{} {} computed a wrong answer", reference.library, reference.version);
    } else if (reference.best) {
      line += fmt::format("{:.2f} x {} best ({})", *reference.best, reference.library,
                          reference.version);
      if (reference.by_default) line += fmt::format(", {:.2f} x default", *reference.by_default);
    } else {
      continue;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

// A table is enough to show that a device is not what it should be.
bool needs_no_sentence(const DeviceVerdict& device, const MetricVerdict& metric) {
  const bool is_outside =
      metric.status == MetricStatus::fail || metric.status == MetricStatus::invalid;
  return metric.status == MetricStatus::pass || !is_judged(metric) ||
         (device.another_part && is_outside);
}

std::vector<std::string> sentences_of(const DeviceVerdict& device) {
  std::vector<std::string> lines;
  for (const auto& one : device.metrics) {
    if (!needs_no_sentence(device, one)) lines.push_back(sentence_of(one));
  }
  for (auto& line : causes_of(device.metrics)) lines.push_back(std::move(line));
  if (device.another_part) {
    lines.push_back(fmt::format(
        "gates and published figures in the table are those of {}, which this device is not",
        device.part));
    return lines;
  }
  for (auto& line : shown_only(device.metrics)) lines.push_back(std::move(line));
  for (auto& line : library_lines(device.metrics)) lines.push_back(std::move(line));
  return lines;
}

std::string line_of(const judge::Missing& one) {
  std::string text = fmt::format("missing: {}: {}", one.what, one.reason);
  if (!one.remedy.empty()) text += ". To do: " + one.remedy;
  return text;
}

void add_coverage(Page& page, const judge::Coverage& coverage) {
  page.paragraph(fmt::format("Coverage: {} of {} planned cases have a result{}.", coverage.measured,
                             coverage.planned,
                             coverage.complete() ? "; nothing that is needed is missing" : ""));
  std::vector<std::string> lines;
  for (const auto& one : coverage.missing) lines.push_back(line_of(one));
  page.bullets(std::move(lines));
}

void add_device(Page& page, const DeviceVerdict& device) {
  page.section(verdict_line(device));
  if (!device.headline.empty()) page.paragraph(device.headline);
  if (!device.metrics.empty()) page.table(table_of(device.metrics));
  page.bullets(sentences_of(device));
  add_coverage(page, device.coverage);
  if (device.identity && device.headline.find(device.identity->sentence) == std::string::npos) {
    page.paragraph("Identity: " + device.identity->sentence);
  }
}

std::string origin_of(const DocumentVerdict& verdict) {
  std::string text =
      fmt::format("{}: run {} of {}, {}", verdict.file, verdict.run_id.substr(0, 8),
                  document::to_string(verdict.started_at),
                  verdict.simulated ? "simulated " + *verdict.simulated : "on " + verdict.hostname);
  if (!verdict.injected.empty()) {
    text += fmt::format("; faults were injected: {}", fmt::join(verdict.injected, ", "));
  }
  return text;
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
  for (const auto& one : verdict.missing) lines.push_back(line_of(one));
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
