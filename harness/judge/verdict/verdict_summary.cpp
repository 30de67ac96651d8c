// Counts, and the exit code.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/verdict/verdict_summary.hpp"

#include <fmt/format.h>

namespace assay::judge {
namespace {

constexpr int kUnreadableExitCode = 2;

void append(std::string& text, std::uint64_t count, std::string_view what) {
  if (count == 0) return;
  text += fmt::format("{} {} {}", text.back() == ':' ? "" : ",", count, what);
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

void VerdictSummary::add(const DocumentVerdict& verdict) {
  ++documents;
  unreadable += verdict.unreadable.empty() ? 0 : 1;
  simulated += verdict.simulated ? 1 : 0;
  injected += verdict.injected.empty() ? 0 : 1;
  state = worst(state, verdict.state);
  for (const auto& device : verdict.devices) {
    if (!device.counts) continue;
    ++devices;
    switch (device.state) {
      case State::pass:
        ++pass;
        break;
      case State::fail:
        ++fail;
        break;
      case State::could_not_judge:
        ++could_not_judge;
        break;
      case State::wrong:
        ++wrong;
        break;
    }
  }
}

std::string VerdictSummary::sentence() const {
  std::string text =
      fmt::format("{}, {}:", counted(documents, "document"), counted(devices, "device"));
  append(text, pass, "pass");
  append(text, fail, "fail");
  append(text, could_not_judge, "could not be judged");
  append(text, wrong, "computed wrong answers");
  if (devices == 0) text += " nothing to judge";
  if (unreadable != 0) {
    text += fmt::format("; {} could not be read", counted(unreadable, "document"));
  }
  return text;
}

int exit_code(const VerdictSummary& summary) {
  if (summary.documents == summary.unreadable) return kUnreadableExitCode;
  return exit_code_of(summary.state);
}

}  // namespace assay::judge
