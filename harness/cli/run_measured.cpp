// Progress, document, table and complaints.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/run_measured.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

#include "harness/cli/console.hpp"
#include "harness/cli/plan_text.hpp"
#include "harness/document/writer.hpp"
#include "harness/operate/progress.hpp"
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

}  // namespace

int measure_and_report(const operate::Invocation& invocation, bool json,
                       const std::function<operate::Outcome(measure::Observer&)>& measure) {
  std::optional<operate::Progress> progress;
  std::ostream nowhere(nullptr);  // nobody waits for a simulated run
  progress.emplace(invocation.plan, invocation.simulated ? nowhere : std::cerr,
                   operate::Progress::Options{.terminal = errors_are_a_terminal(),
                                              .columns = terminal_columns(),
                                              .share = share_of(invocation)});
  const operate::Outcome outcome = measure(*progress);
  const document::Document& document = outcome.document;
  progress.reset();
  const auto colour = output_is_terminal() ? report::Colour::always : report::Colour::never;
  print(json ? document::serialise(document) : report::text_report(document, colour));
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
