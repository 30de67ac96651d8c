// Progress, document, table and complaints.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/run_measured.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/cli/plan_text.hpp"
#include "harness/document/writer.hpp"
#include "harness/judge/verdict/verdict.hpp"
#include "harness/operate/live_table.hpp"
#include "harness/operate/progress.hpp"
#include "harness/report/closing.hpp"
#include "harness/report/mark.hpp"
#include "harness/report/text.hpp"

namespace assay::cli {
namespace {

// What was measured and could not be kept: worse than nothing wrong, better than a wrong answer.
constexpr int kNotKeptExitCode = 3;

std::string mark_of(const document::Document& document) {
  return report::mark_of(document.run).prefix();
}

// One line on how the run ended, unless all went well.
void complain_about(const document::Document& document) {
  std::size_t ok = 0, wrong = 0;
  const document::CaseRecord* first = nullptr;
  for (const auto& record : document.cases) {
    const bool is_wrong = record.status == measure::Status::wrong;
    ok += record.status == measure::Status::ok ? 1 : 0;
    if (is_wrong && wrong++ == 0) first = &record;
    if (record.status != measure::Status::ok && !first) first = &record;
  }
  const std::size_t count = document.cases.size();
  const std::string mark = mark_of(document);
  if (document.run.interrupted_by) {
    const bool hung = first != nullptr && first->hang;
    complain(fmt::format(
        "{}interrupted by {}: {} of {} cases are finished, the rest is marked skipped{}", mark,
        *document.run.interrupted_by, ok, count,
        hung ? fmt::format("; {}: {}", first->name, first->reason) : ""));
  } else if (wrong != 0) {
    complain(fmt::format("{}{} of {} cases computed a wrong answer: {}: {}", mark, wrong, count,
                         first->name, first->reason));
  } else if (first) {
    complain(fmt::format("{}{} of {} cases have no result: {}: {}", mark, count - ok, count,
                         first->name, first->reason));
  }
}

// What no document tells: that a device is not made for some of what the level measures.
void complain_about_left_out(const plan::Plan& plan) {
  for (const auto& one : plan.left_out) complain(left_out_text(one));
}

// Of the sum of the estimates, what a run takes that measures several at the same time.
double share_of(const operate::Invocation& invocation) {
  const Seconds sum = invocation.plan.estimate();
  return sum > Seconds{} ? operate::time_of(invocation.plan, invocation.devices) / sum : 1;
}

// Of less than a level, a verdict would only say that much is missing.
void print_closing(const operate::Invocation& invocation, const document::Document& document) {
  if (!invocation.is_whole) return;
  report::Page page;
  const auto verdict = judge::judge_document(catalogue::embedded_catalogue(), document,
                                             invocation.output.string(), {});
  for (const auto& sentence : report::closing_sentences(verdict)) page.paragraph(sentence);
  if (page.blocks().empty()) return;
  const report::Mark mark = report::mark_of(document.run);
  print(mark.words() + '\n' + rendered(page, report::Format::text, mark));
}

// A table where there are several devices and it fits on the terminal, else one line.
std::unique_ptr<measure::Observer> progress_of(const operate::Invocation& invocation,
                                               std::ostream& stream) {
  const plan::Plan& plan = invocation.plan;
  const std::size_t lines = operate::LiveTable::lines_for(plan);
  const double share = share_of(invocation);
  const bool terminal = errors_are_a_terminal();
  if (terminal && lines > 1 && lines < terminal_rows()) {
    return std::make_unique<operate::LiveTable>(
        plan, stream, operate::LiveTable::Options{.columns = terminal_columns(), .share = share});
  }
  return std::make_unique<operate::Progress>(
      plan, stream,
      operate::Progress::Options{
          .terminal = terminal, .columns = terminal_columns(), .share = share});
}

}  // namespace

int measure_and_report(const operate::Invocation& invocation, bool json,
                       const std::function<operate::Outcome(measure::Observer&)>& measure) {
  std::ostream nowhere(nullptr);  // nobody waits for a simulated run
  auto progress = progress_of(invocation, invocation.simulated ? nowhere : std::cerr);
  const operate::Outcome outcome = measure(*progress);
  const document::Document& document = outcome.document;
  progress.reset();
  const auto colour = output_is_terminal() ? report::Colour::always : report::Colour::never;
  print(json ? document::serialise(document) : report::text_report(document, colour));
  if (!json) print_closing(invocation, document);
  complain_about(document);
  if (invocation.output.empty()) {
    complain(fmt::format("{}no document was written; -o FILE keeps the result", mark_of(document)));
  }
  complain_about_left_out(invocation.plan);
  for (const auto& remark : outcome.remarks) complain(mark_of(document) + remark);
  const int exit_code = operate::exit_code_of(document);
  if (outcome.unwritten.empty()) return exit_code;
  complain(mark_of(document) + outcome.unwritten);
  return std::max(exit_code, kNotKeptExitCode);
}

int measure_here_and_report(const operate::Invocation& invocation, bool json,
                            measure::SessionFactory& sessions,
                            const operate::SignalGuard& signals) {
  return measure_and_report(invocation, json, [&](measure::Observer& progress) {
    return operate::run(invocation, sessions, progress, signals);
  });
}

void leave_at_once(int exit_code) {
  std::cout.flush();
  std::cerr.flush();
  std::fflush(nullptr);
  std::quick_exit(exit_code);
}

}  // namespace assay::cli
