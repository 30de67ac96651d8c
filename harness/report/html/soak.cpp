// Where a clock was lowered the charts are shaded, and the reason stands above them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/soak.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "harness/document/words.hpp"
#include "harness/report/case_cells.hpp"
#include "harness/report/html/curve.hpp"
#include "harness/report/html/table.hpp"

namespace assay::report::html {
namespace {

using document::CaseRecord;

constexpr std::uint64_t bit_of(measure::ClockEvent event) {
  return std::uint64_t{1} << static_cast<unsigned>(event);
}

bool is_lowered(std::uint64_t events) {
  return (events & ~bit_of(measure::ClockEvent::idle)) != 0;
}

// From the second in which it began to the one in which it was over.
std::vector<Interval> lowered_spans(const document::Curve& curve) {
  std::vector<Interval> spans;
  bool before = false;
  for (std::size_t i = 0; i < std::min(curve.at_s.size(), curve.clock_events.size()); ++i) {
    const bool now = is_lowered(curve.clock_events[i]);
    if (now && !before) spans.push_back({curve.at_s[i], curve.at_s.back()});
    if (!now && before) spans.back().high = curve.at_s[i];
    before = now;
  }
  return spans;
}

std::string lowered_words(const document::Curve& curve) {
  std::string words;
  std::uint64_t seen = 0;
  for (const auto events : curve.clock_events) seen |= events;
  for (const auto& [event, word] : document::kClockEventWords) {
    if ((seen & bit_of(event)) == 0 || event == measure::ClockEvent::idle) continue;
    words += (words.empty() ? "" : ", ") + std::string(word);
  }
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

Element charts_of(const CaseRecord& record) {
  const auto& curve = *record.curve;
  const auto spans = lowered_spans(curve);
  const auto words = lowered_words(curve);
  Element charts = with_class("div", "charts");
  const auto add = [&](const char* title, const char* unit, const std::vector<double>& values) {
    charts.add(curve_figure({.title = title,
                             .unit = unit,
                             .at_s = curve.at_s,
                             .values = values,
                             .shaded = spans,
                             .shaded_because = "clock lowered: " + words}));
  };
  add("SM clock", "Hz", curve.clock_hz);
  add("Power", "W", curve.power_w);
  add("Temperature", "\u00b0C", curve.temperature_c);
  add("Time of a sample", "s", curve.sample_s);
  return charts;
}

}  // namespace

std::vector<Element> soak_elements(const document::Document& document, const std::string& device,
                                   int level) {
  std::vector<Element> elements;
  for (const auto& record : document.cases) {
    if (record.device != device || !record.curve) continue;
    elements.push_back(heading(
        level, fmt::format("{} {} over time", record.kernel, short_parameters(record, false))));
    const auto words = lowered_words(*record.curve);
    elements.push_back(Element("p").text(
        record.curve->clock_events.empty() ? "What lowered the clock was not read."
        : words.empty()                    ? "Nothing lowered the clock."
                        : fmt::format("Shaded: the clock was lowered by {}.", words)));
    elements.push_back(charts_of(record));
  }
  return elements;
}

}  // namespace assay::report::html
