// The keys of an identity, in the order they are written.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/identity_json.hpp"

#include "harness/document/archive.hpp"
#include "harness/json/json_text.hpp"

namespace assay::judge {

// Here, and not in an unnamed namespace: Writer finds these by argument-dependent lookup.
void fields(document::Writer& archive, const Feature& feature) {
  archive("name", feature.name);
  archive("unit", feature.unit);
  archive("measured", feature.measured);
  archive("case", feature.case_name);
}

void fields(document::Writer& archive, const FeatureFit& fit) {
  archive("feature", fit.feature);
  archive("expected", fit.expected);
  archive("log_likelihood", fit.log_likelihood);
  archive("disagrees", fit.disagrees);
  archive("inferred", fit.inferred);
}

void fields(document::Writer& archive, const Candidate& candidate) {
  archive("part", candidate.part);
  archive("likelihood", candidate.likelihood);
  archive("log_likelihood", candidate.log_likelihood);
  archive("as_slice", candidate.as_slice);
  archive("fits", candidate.fits);
}

void fields(document::Writer& archive, const IdentityClaim& claim) {
  archive("by", claim.by);
  archive("text", claim.text);
  archive("parts", claim.parts);
  archive("agrees", claim.agrees);
}

void fields(document::Writer& archive, const Identity& identity) {
  archive("device", identity.device);
  archive.derived("match", to_string(identity.match));
  archive.derived("state", to_string(state_of(identity)));
  archive("sentence", identity.sentence);
  archive("candidates", identity.candidates);
  if (!identity.deciding_axis.empty()) {
    archive.group("deciding_axis", [&](auto& axis) {
      axis("feature", identity.deciding_axis);
      axis("inferred", identity.axis_inferred);
    });
  }
  archive("deciding_cases", identity.deciding_cases);
  archive("claims", identity.claims);
  archive("features", identity.features);
  archive("ranked", identity.ranked);
}

void fields(document::Writer& archive, const IdentityReport& report) {
  archive.derived("schema_version", "1.0.0");
  archive.derived("kind", "identity");
  archive.derived("simulated", report.simulated_part.has_value());
  if (report.injected) archive.derived("injected", true);
  archive("simulated_part", report.simulated_part);
  archive("run_id", report.run_id);
  archive("hostname", report.hostname);
  archive.derived("state", to_string(report.state));
  archive("devices", report.devices);
}

}  // namespace assay::judge

namespace assay::report {

std::string identity_json(const judge::IdentityReport& report) {
  return json::to_text(document::Writer::convert(report));
}

}  // namespace assay::report
