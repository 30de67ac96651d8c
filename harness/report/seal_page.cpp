// A few sentences, the worst first.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/seal_page.hpp"

#include <fmt/format.h>

#include <string>

#include "harness/document/timestamp.hpp"

namespace assay::report {
namespace {

using judge::SealReport;
using judge::SealState;

std::string conclusion(const SealReport& report) {
  switch (report.state) {
    case SealState::good:
      return "The seal is good: the holder of the key vouches for this document, and nothing in it "
             "was changed since.";
    case SealState::broken:
      return "Not to be trusted: " + report.reason + ".";
    case SealState::other_answers:
      return "The seal is good, and the answers are not: " + report.reason + ".";
    case SealState::not_compared:
      return "The seal is good, and the answers were not compared: " + report.reason + ".";
  }
  return {};
}

std::string answers(const SealReport& report) {
  auto text = fmt::format("{} of {} cases", report.answers, report.cases);
  if (report.compared && report.compared->reason.empty()) {
    text += fmt::format("; {} as in the other document, {} not", report.compared->same,
                        report.compared->different.size());
  }
  return text;
}

PageTable sealed(const SealReport& report) {
  PageTable table{.columns = {{"what", Align::left, 16}, {"is", Align::left, 100, Overflow::wrap}}};
  table.row({"key", report.public_key});
  table.row({"run", report.run.id});
  table.row({"host", report.host});
  table.row({"began at", document::to_string(report.run.started_at)});
  table.row({"nonce", report.run.nonce.value_or("none")});
  table.row({"answers", answers(report)});
  return table;
}

}  // namespace

Page seal_page(const SealReport& report) {
  Page page;
  page.heading("Seal").paragraph(conclusion(report));
  if (report.state == SealState::broken) return page;
  page.section("What is sealed").table(sealed(report));
  page.section("Before you believe it").bullets(report.remarks);
  page.paragraph(
      "A seal shows who vouches, and, with a nonce, since when at the earliest. It shows neither "
      "that the program was unchanged nor on which device it ran: whoever holds the key, or is "
      "root where the key lies, can seal anything.");
  return page;
}

}  // namespace assay::report
