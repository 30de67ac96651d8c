// The keys of a diagnosis, in the order they are written.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/diagnosis_json.hpp"

#include "harness/document/archive.hpp"
#include "harness/json/json_text.hpp"

namespace assay::judge {

// Here, and not in an unnamed namespace: Writer finds these by argument-dependent lookup.
void fields(document::Writer& archive, const Hindrance& one) {
  archive.derived("effect", to_string(one.effect));
  archive("where", one.where);
  archive("check", one.check);
  archive("what", one.what);
  archive("remedy", one.remedy);
}

void fields(document::Writer& archive, const Diagnosis& diagnosis) {
  archive.derived("schema_version", "1.0.0");
  archive.derived("kind", "diagnosis");
  archive.derived("spoils", diagnosis.count(Effect::spoils));
  archive.derived("colours", diagnosis.count(Effect::colours));
  archive("hindrances", diagnosis.hindrances);
  archive("unknown", diagnosis.unknown);
}

}  // namespace assay::judge

namespace assay::report {

std::string diagnosis_json(const judge::Diagnosis& diagnosis) {
  return json::to_text(document::Writer::convert(diagnosis));
}

}  // namespace assay::report
