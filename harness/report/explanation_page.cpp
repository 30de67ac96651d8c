// The formula first, the causes last: they are what a reader goes on from.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/explanation_page.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "harness/report/gap_page_value.hpp"

namespace assay::report {
namespace {

using judge::Explained;
using judge::Statement;

bool lower_is_better(const Explained& metric) {
  return metric.explanation->quantity == "latency";
}

PageTable causes(const Explained& metric) {
  PageTable table{.columns = {{"what is seen", Align::left, 26, Overflow::wrap},
                              {"what it means", Align::left, 80, Overflow::wrap},
                              {"what to do", Align::left, 80, Overflow::wrap}}};
  for (const auto& symptom : metric.explanation->low) {
    table.row({symptom.sign, symptom.means, symptom.remedy});
  }
  return table;
}

std::string statement_text(const Statement& one) {
  std::string text = fmt::format("{}, {}: {} ({}, {}; {})", one.about, judge::to_string(one.kind),
                                 value_text(one.figure.value, one.figure.unit), one.figure.source,
                                 one.figure.date, catalogue::to_string(one.figure.authority));
  if (!one.conditions.empty()) text += "; " + one.conditions;
  if (!one.figure.note.empty()) text += "; " + one.figure.note;
  return text;
}

void add_statements(const Explained& metric, const catalogue::Part& part, Page& page) {
  page.section(fmt::format("What is stated of {}", part.id));
  std::vector<std::string> texts;
  for (const auto& one : judge::statements_of(part, metric.name)) {
    texts.push_back(statement_text(one));
  }
  if (texts.empty()) {
    page.paragraph(
        fmt::format("The catalogue holds no figure of {} for {}.", part.id, metric.name));
  }
  page.bullets(std::move(texts));
}

void add_meaning(const Explained& metric, Page& page) {
  const auto& explanation = *metric.explanation;
  if (metric.description != nullptr) {
    page.paragraph(metric.description->question);
  } else {
    page.paragraph("No kernel of this build reports it: others publish it, and assay shows it.");
  }
  const std::string unit = metric.unit == "1" ? "a number" : metric.unit;
  page.section(fmt::format("Formula, in {}", unit)).paragraph(explanation.formula);
  page.section("Why so").bullets(explanation.derivation);
  if (metric.description != nullptr) {
    page.paragraph(fmt::format("Checked: {}.", metric.description->check));
  }
  page.section("What limits it").bullets(explanation.limits);
  page.section(lower_is_better(metric) ? "Where it is high" : "Where it is low")
      .table(causes(metric));
  if (!explanation.cautions.empty()) {
    page.section("What it does not say").bullets(explanation.cautions);
  }
}

}  // namespace

Page explanation_page(const std::vector<Explained>& metrics, const catalogue::Part* part) {
  Page page;
  for (const auto& metric : metrics) {
    page.heading(metric.name);
    add_meaning(metric, page);
    if (part != nullptr) add_statements(metric, *part, page);
  }
  return page;
}

Page explanation_list_page(const std::vector<Explained>& metrics) {
  PageTable table{
      .columns = {{"metric", Align::left, 44}, {"formula", Align::left, 80, Overflow::wrap}}};
  for (const auto& metric : metrics) table.row({metric.name, metric.explanation->formula});
  Page page;
  page.heading("What can be explained").table(std::move(table));
  return page;
}

}  // namespace assay::report
