// The keys of the check of a seal, in the order they are written.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/seal_json.hpp"

#include "harness/document/archive.hpp"
#include "harness/json/json_text.hpp"

namespace assay::judge {

// Here, and not in an unnamed namespace: Writer finds these by argument-dependent lookup.
void fields(document::Writer& archive, const AnswerComparison& comparison) {
  archive.derived("same", comparison.same);
  archive("different", comparison.different);
}

void fields(document::Writer& archive, const SealReport& report) {
  archive.derived("schema_version", "1.0.0");
  archive.derived("kind", "seal");
  archive.derived("state", to_string(report.state));
  archive.unless_empty("reason", report.reason);
  archive("public_key", report.public_key);
  archive("run_id", report.run.id);
  archive("host", report.host);
  archive("started_at", report.run.started_at);
  archive("nonce", report.run.nonce);
  archive.derived("simulated", report.run.simulated.has_value());
  archive.derived("case_count", report.cases);
  archive.derived("answer_count", report.answers);
  archive("compared", report.compared);
  archive("remarks", report.remarks);
}

}  // namespace assay::judge

namespace assay::report {

std::string seal_json(const judge::SealReport& report) {
  return json::to_text(document::Writer::convert(report));
}

}  // namespace assay::report
