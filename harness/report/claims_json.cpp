// The keys of judged claims, in the order they are written.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/claims_json.hpp"

#include "harness/document/archive.hpp"
#include "harness/json/json_text.hpp"
#include "harness/judge/claims/claims_words.hpp"

namespace assay::catalogue {

// Here, and not in an unnamed namespace: Writer finds these by argument-dependent lookup.
void fields(document::Writer& archive, const Range& range) {
  archive("lower", range.lower);
  archive("upper", range.upper);
}

}  // namespace assay::catalogue

namespace assay::judge {

void fields(document::Writer& archive, const ClaimFinding& finding) {
  archive("value", finding.value);
  archive("state", finding.state);
  archive("evidence", finding.evidence);
}

void fields(document::Writer& archive, const CriterionVerdict& verdict) {
  archive("id", verdict.criterion->id);
  archive("basis", verdict.criterion->basis);
  archive("unit", verdict.criterion->unit);
  archive("confirms", verdict.criterion->confirms);
  archive("refutes", verdict.criterion->refutes);
  archive.unless_empty("conditions", verdict.criterion->conditions);
  archive("found", verdict.found);
  archive("others", verdict.others);
  archive.unless_empty("missing", verdict.missing);
}

void fields(document::Writer& archive, const CourtVerdict& court) {
  archive("state", court.state);
  archive("criterion", court.decisive);
}

void fields(document::Writer& archive, const ClaimVerdict& verdict) {
  archive("id", verdict.claim->id);
  archive("quote", verdict.claim->quote);
  archive("statement", verdict.claim->statement);
  archive("said_by", verdict.claim->said_by);
  archive("source", verdict.claim->source);
  archive("state", verdict.state);
  archive("sentence", verdict.sentence);
  archive("paper", verdict.paper);
  archive("others", verdict.others);
  archive("documents", verdict.documents);
  archive("criteria", verdict.criteria);
}

void fields(document::Writer& archive, const Claims& claims) {
  archive.derived("schema_version", "1.0.0");
  archive.derived("kind", "claims");
  archive("simulated", claims.simulated);
  if (claims.injected) archive.derived("injected", true);
  archive("paper_only", claims.paper_only);
  archive("documents", claims.documents);
  archive("claims", claims.claims);
}

}  // namespace assay::judge

namespace assay::report {

std::string claims_json(const judge::Claims& claims) {
  return json::to_text(document::Writer::convert(claims));
}

}  // namespace assay::report
