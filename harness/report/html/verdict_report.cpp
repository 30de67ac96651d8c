// One document is told under its own heading; several under one that sums them up.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/html/verdict_report.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "harness/report/html/frame.hpp"
#include "harness/report/html/table.hpp"
#include "harness/report/html/verdict_article.hpp"
#include "harness/report/verdict_page.hpp"
#include "harness/report/verdict_sentences.hpp"

namespace assay::report::html {
namespace {

constexpr std::size_t kRowsAtMost = 2000;

Paint paint_of(judge::State state) {
  if (state == judge::State::pass) return Paint::none;
  return state == judge::State::could_not_judge ? Paint::yellow : Paint::red;
}

}  // namespace

void VerdictReport::add(const judge::DocumentVerdict& verdict, const document::Document* document) {
  const bool many = documents_ > kDetailedDocuments, passes = verdict.state == judge::State::pass;
  if (!many || !passes) {
    const std::size_t before = overview_.rows.size();
    add_rows(overview_, verdict);
    for (std::size_t i = before; i < overview_.rows.size(); ++i) {
      overview_.rows[i].paint = paint_of(verdict.state);
    }
    while (overview_.rows.size() > kRowsAtMost) {
      overview_.rows.pop_back();
      ++rows_left_out_;
    }
  }
  if (many && passes) return;
  if (articles_ == kDetailedDocuments) {
    ++left_out_;
    return;
  }
  ++articles_;
  const auto host = verdict.hostname.empty() ? verdict.file : verdict.hostname;
  title_ = fmt::format("{} {} - assay verdict", upper(to_string(verdict.state)), host);
  auto article = verdict_article(verdict, document, documents_ == 1 ? 1 : 2);
  std::move(article.begin(), article.end(), std::back_inserter(content_));
}

std::vector<Element> VerdictReport::opening(const judge::VerdictSummary& summary) const {
  std::vector<Element> opening;
  opening.push_back(heading(1, "")
                        .add(state_badge(summary.state))
                        .text(fmt::format(" {} documents", summary.documents)));
  opening.push_back(Element("p").text(summary.sentence()));
  if (!overview_.rows.empty()) {
    opening.push_back(table_element(documents_ > kDetailedDocuments
                                        ? "Devices of the documents that do not pass"
                                        : "Devices of all documents",
                                    overview_));
  }
  if (rows_left_out_ != 0) {
    opening.push_back(Element("p").text(fmt::format(
        "{} more devices are not listed; --format csv lists all of them.", rows_left_out_)));
  }
  if (left_out_ != 0) {
    opening.push_back(Element("p").text(fmt::format(
        "The first {} documents that do not pass are told in full; of {} more see 'assay "
        "verdict FILE --format html'.",
        kDetailedDocuments, left_out_)));
  }
  return opening;
}

std::string VerdictReport::page(const judge::VerdictSummary& summary,
                                const document::ToolInfo& tool) && {
  const Mark mark{.simulated = summary.simulated != 0, .injected = summary.injected != 0};
  std::vector<Element> all;
  if (documents_ != 1) {
    all = opening(summary);
    title_ = fmt::format("{} {} documents - assay verdict", upper(to_string(summary.state)),
                         summary.documents);
  }
  std::move(content_.begin(), content_.end(), std::back_inserter(all));
  all.push_back(marked_heading(2, "What a pass leaves open", mark));
  all.push_back(Element("p").text(limits_of_a_pass()));
  return framed({.title = title_, .mark = mark, .tool = tool}, std::move(all));
}

}  // namespace assay::report::html
