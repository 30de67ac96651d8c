// Progress, document, table and complaints.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/run_measured.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

#include "harness/cli/console.hpp"
#include "harness/cli/plan_text.hpp"
#include "harness/document/writer.hpp"
#include "harness/operate/progress.hpp"
#include "harness/report/text.hpp"

namespace assay::cli {
namespace {

// In front of everything that is said of a simulated run.
std::string mark_of(const document::Document& document) {
  return document.run.simulated ? "SIMULATED " : "";
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

}  // namespace

int measure_and_report(const operate::Invocation& invocation, measure::SessionFactory& sessions,
                       const operate::SignalGuard& signals, bool json) {
  std::optional<operate::Progress> progress;
  std::ostream nowhere(nullptr);  // nobody waits for a simulated run
  progress.emplace(invocation.plan, invocation.simulated ? nowhere : std::cerr,
                   operate::Progress::Options{.terminal = errors_are_a_terminal(),
                                              .columns = terminal_columns()});
  const document::Document document = operate::run(invocation, sessions, *progress, signals);
  progress.reset();
  const auto colour = output_is_terminal() ? report::Colour::always : report::Colour::never;
  print(json ? document::serialise(document) : report::text_report(document, colour));
  complain_about(document);
  if (invocation.output.empty()) {
    complain(fmt::format("{}no document was written; -o FILE keeps the result", mark_of(document)));
  }
  complain_about_left_out(invocation.plan);
  return operate::exit_code_of(document);
}

void leave_at_once(int exit_code) {
  std::cout.flush();
  std::cerr.flush();
  std::fflush(nullptr);
  std::quick_exit(exit_code);
}

}  // namespace assay::cli
