// Roles are stated, for a browser forgets them where a table is laid out in blocks.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/metric_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "harness/judge/verdict/verdict_words.hpp"
#include "harness/report/html/bar.hpp"
#include "harness/report/html/frame.hpp"
#include "harness/report/html/table.hpp"
#include "harness/report/verdict_sentences.hpp"

namespace assay::report::html {
namespace {

using judge::DeviceVerdict;
using judge::MetricVerdict;

constexpr Literal kColumns[] = {"metric", "bar",    "measured", "published",
                                "gate",   "SM/clk", "status"};

std::string measured_of(const MetricVerdict& metric) {
  return metric.measured ? judge::shown_value(metric.measured->median, metric.unit) : "-";
}

std::string published_of(const MetricVerdict& metric) {
  if (!metric.published) return "-";
  const auto value = judge::shown_value(metric.published->value, metric.unit);
  if (!metric.share_of_published) return fmt::format("({})", value);
  return fmt::format("{:.1f} % of {}", 100 * *metric.share_of_published, value);
}

std::string words_of(const MetricVerdict& metric) {
  std::string words = fmt::format("{}: {}", short_name(metric.metric), measured_of(metric));
  if (metric.published) {
    words +=
        fmt::format("; published {}", judge::shown_value(metric.published->value, metric.unit));
  }
  if (metric.typical) {
    words += fmt::format("; typical {} to {}", judge::shown_value(metric.typical->low, metric.unit),
                         judge::shown_value(metric.typical->high, metric.unit));
  }
  if (metric.lower || metric.upper) words += fmt::format("; gate {}", shown_gate(metric));
  return words;
}

Bar bar_of(const MetricVerdict& metric) {
  Bar bar{.words = words_of(metric), .good = state_of(metric) == judge::State::pass};
  if (metric.measured) {
    bar.measured = metric.measured->median;
    bar.interval = Interval{metric.measured->low, metric.measured->high};
  }
  if (metric.published) bar.published = metric.published->value;
  if (metric.typical) bar.typical = Interval{metric.typical->low, metric.typical->high};
  if (metric.lower) bar.lower = metric.lower->value;
  if (metric.upper && !metric.ceiling) bar.upper = metric.upper->value;
  return bar;
}

Element cell(Literal name, Literal role, Literal classes) {
  return Element(name).set("role", role.view()).set("class", classes.view());
}

Element figure_cell(Literal title, std::string_view text) {
  return cell("td", "cell", "number figure").set("data-label", title.view()).text(text);
}

// Beside the gate the cause, unless the device is another part, which says it all.
std::string why(const DeviceVerdict& device, const MetricVerdict& metric) {
  if (needs_no_sentence(device, metric)) return "";
  std::string text = sentence_of(metric);
  if (metric.cause && !metric.cause->sentence.empty())
    text += fmt::format(". Cause: {}", metric.cause->sentence);
  return text;
}

Element row_of(const MetricVerdict& metric, bool explained) {
  Element row = Element("tr").set("role", "row");
  if (explained) row.set("class", "explained");
  row.add(
      Element("th").set("scope", "row").set("role", "rowheader").text(short_name(metric.metric)));
  row.add(cell("td", "cell", "place").add(bar_drawing(bar_of(metric))));
  row.add(figure_cell(kColumns[2], measured_of(metric)));
  row.add(figure_cell(kColumns[3], published_of(metric)));
  row.add(figure_cell(kColumns[4], shown_gate(metric)));
  row.add(figure_cell(
      kColumns[5], metric.per_sm_clock ? fmt::format("{:.4g}", metric.per_sm_clock->value) : "-"));
  const auto word = shown_word(metric.status);
  Element status = cell("td", "cell", "status");
  if (is_judged(metric)) {
    status.add(state_word(state_of(metric), word));
  } else {
    status.add(with_class("span", "quiet").text(word));
  }
  return row.add(std::move(status));
}

Element reason_row(std::string_view text) {
  return Element("tr")
      .set("role", "row")
      .add(cell("td", "cell", "why").set("colspan", "7").text(text));
}

Element title_row() {
  Element row = Element("tr").set("role", "row");
  for (std::size_t i = 0; i < std::size(kColumns); ++i) {
    const bool figure = i >= 2 && i <= 5;
    row.add(Element("th")
                .set("scope", "col")
                .set("role", "columnheader")
                .set("class", figure   ? "number"
                              : i == 1 ? "place"
                                       : "name")
                .text(kColumns[i].view()));
  }
  return row;
}

Element swatch(Element drawn) {
  return Element("svg")
      .set("viewBox", "0 0 36 16")
      .set("aria-hidden", "true")
      .add(std::move(drawn));
}

Element small_box(Literal classes, double height) {
  return with_class("rect", classes)
      .set("x", 2.0)
      .set("width", 32.0)
      .set("y", 8 - height / 2)
      .set("height", height);
}

Element small_line(Literal classes) {
  return with_class("line", classes).set("x1", 18.0).set("x2", 18.0).set("y1", 0.0).set("y2", 16.0);
}

}  // namespace

Element metric_table(const DeviceVerdict& device) {
  Element body = Element("tbody").set("role", "rowgroup");
  for (const auto& metric : device.metrics) {
    const auto reason = why(device, metric);
    body.add(row_of(metric, !reason.empty()));
    if (!reason.empty()) body.add(reason_row(reason));
  }
  return with_class("table", "metrics")
      .set("role", "table")
      .set("aria-label", fmt::format("Metrics of {}", device.device))
      .add(Element("thead").set("role", "rowgroup").add(title_row()))
      .add(std::move(body));
}

Element bar_legend() {
  Element legend = with_class("p", "legend");
  legend.add(swatch(small_box("value good", 8))).text(" measured, ");
  legend.add(swatch(small_box("value bad", 8))).text(" measured, not as it should be, ");
  legend.add(swatch(small_box("typical", 14))).text(" what healthy ones reach, ");
  legend.add(swatch(small_line("gate"))).text(" gate, ");
  legend.add(swatch(small_line("published"))).text(" published");
  return legend;
}

std::vector<Element> sources_of(const DeviceVerdict& device) {
  std::vector<std::string> lines;
  const auto add = [&](std::string line) {
    if (std::find(lines.begin(), lines.end(), line) == lines.end())
      lines.push_back(std::move(line));
  };
  for (const auto& metric : device.metrics) {
    if (metric.published) {
      add(fmt::format("published: {} ({})", metric.published->source, metric.published->date));
    }
  }
  for (const auto& metric : device.metrics) {
    for (const auto& gate : {metric.lower, metric.upper}) {
      if (gate) add(fmt::format("gate of {}: {}", short_name(metric.metric), gate->source));
    }
  }
  return list_element(lines);
}

}  // namespace assay::report::html
