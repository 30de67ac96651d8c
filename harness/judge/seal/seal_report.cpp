// Says what is left to doubt where the signature is good.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/seal/seal_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "harness/probe/opened_libraries.hpp"

namespace assay::judge {
namespace {

using document::Document;

void add_remarks_on_run(const Document& document, bool nonce_was_given, SealReport& report) {
  auto& remarks = report.remarks;
  if (document.run.simulated) remarks.push_back("nothing in it was measured: it was simulated");
  if (!document.run.injected.empty()) remarks.push_back("faults were injected into it");
  if (!document.run.complete) remarks.push_back("the run did not come to its end");
  if (!nonce_was_given) {
    remarks.push_back("no nonce was asked for: it may be of any day; --nonce holds it to yours");
  }
}

void add_remarks_on_libraries(const Document& document, SealReport& report) {
  for (const char* const name : {"LD_PRELOAD", "LD_AUDIT"}) {
    const auto found = document.facts.host.environment.find(name);
    if (found == document.facts.host.environment.end() || found->second.empty()) continue;
    report.remarks.push_back(fmt::format(
        "{}={} was set: code that this program did not bring along ran in what measured", name,
        found->second));
  }
  for (const auto& library : document.libraries) {
    if (!probe::is_of_the_system(library.path)) {
      report.remarks.push_back(fmt::format(
          "{} was opened, which no package of a system installs: what it told of the node may be "
          "its own",
          library.path));
    }
    if (library.sha256.empty()) {
      report.remarks.push_back(fmt::format("{} was opened and could not be hashed", library.path));
    }
  }
}

void compare(const Document& document, const Document& other, SealReport& report) {
  report.compared = compare_answers(document, other);
  if (!report.compared->reason.empty()) {
    report.state = SealState::not_compared;
    report.reason = report.compared->reason;
  } else if (!report.compared->different.empty()) {
    report.state = SealState::other_answers;
    report.reason = fmt::format("{} of {} answers that were compared differ, such as that of {}",
                                report.compared->different.size(),
                                report.compared->different.size() + report.compared->same,
                                report.compared->different.front());
  }
}

}  // namespace

std::string_view to_string(SealState state) {
  switch (state) {
    case SealState::good:
      return "good";
    case SealState::broken:
      return "broken";
    case SealState::other_answers:
      return "other_answers";
    case SealState::not_compared:
      return "not_compared";
  }
  throw std::logic_error("SealState out of range");
}

int SealReport::exit_code() const {
  if (state == SealState::good) return 0;
  return state == SealState::not_compared ? 3 : 1;
}

SealReport seal_report(const document::SealCheck& check, const document::PublicKey& key,
                       bool nonce_was_given, const std::optional<Document>& other) {
  const Document& document = check.document;
  SealReport report{.state = check.broken.empty() ? SealState::good : SealState::broken,
                    .public_key = key.hex(),
                    .reason = check.broken,
                    .run = document.run,
                    .host = document.facts.host.hostname,
                    .cases = document.cases.size()};
  report.answers = static_cast<std::size_t>(std::count_if(
      document.cases.begin(), document.cases.end(),
      [](const auto& record) { return record.check && !record.check->digest.empty(); }));
  if (report.state == SealState::broken) return report;
  add_remarks_on_run(document, nonce_was_given, report);
  add_remarks_on_libraries(document, report);
  if (other) compare(document, *other, report);
  return report;
}

}  // namespace assay::judge
