// The keys of a gap, in the order they are written.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/gap_json.hpp"

#include "harness/document/archive.hpp"
#include "harness/json/json_text.hpp"
#include "harness/judge/gap/gap_words.hpp"

namespace assay::judge {

// Here, and not in an unnamed namespace: Writer finds these by argument-dependent lookup.
void fields(document::Writer& archive, const SideValue& value) {
  archive("value", value.value);
  archive("low", value.low);
  archive("high", value.high);
  archive("ground", value.ground);
  archive("source", value.source);
  archive.unless_empty("detail", value.detail);
  archive.unless_empty("note", value.note);
  archive("verified", value.verified);
}

void fields(document::Writer& archive, const GapCell& cell) {
  archive("published", cell.published);
  archive("measured", cell.measured);
}

void fields(document::Writer& archive, const GapRatio& ratio) {
  archive("value", ratio.value);
  archive("low", ratio.low);
  archive("high", ratio.high);
}

void fields(document::Writer& archive, const ClockFree& free) {
  archive("a", free.a);
  archive("b", free.b);
  archive("multiprocessors_a", free.multiprocessors_a);
  archive("multiprocessors_b", free.multiprocessors_b);
  archive("ratio", free.ratio);
  archive("rest", free.rest);
  archive("measured", free.measured);
  archive("verified", free.verified);
}

void fields(document::Writer& archive, const GapExplanation& explanation) {
  archive("efficiency_a", explanation.efficiency_a);
  archive("efficiency_b", explanation.efficiency_b);
  archive("clock_free", explanation.clock_free);
  archive("sentence", explanation.sentence);
  archive.unless_empty("cause", explanation.cause);
}

void fields(document::Writer& archive, const GapRow& row) {
  archive("name", row.name);
  archive("key", row.key);
  archive("unit", row.unit);
  archive("a", row.a);
  archive("b", row.b);
  archive("published_ratio", row.published);
  archive("measured_ratio", row.measured);
  archive("agreement", row.agreement);
  archive("explanation", row.explanation);
}

void fields(document::Writer& archive, const GapSide& side) {
  archive("label", side.label);
  archive.unless_empty("part", side.part);
  archive("documents", side.documents);
}

void fields(document::Writer& archive, const Gap& gap) {
  archive.derived("schema_version", "1.0.0");
  archive.derived("kind", "gap");
  archive("simulated", gap.simulated);
  if (gap.injected) archive.derived("injected", true);
  archive("a", gap.a);
  archive("b", gap.b);
  archive.derived("tolerance", kAgreement);
  archive("rows", gap.rows);
  archive("notes", gap.notes);
}

}  // namespace assay::judge

namespace assay::report {

std::string gap_json(const judge::Gap& gap) {
  return json::to_text(document::Writer::convert(gap));
}

}  // namespace assay::report
