// The CPU of a run that also measured GPUs is beside the point.
#include "harness/judge/identity/identity_report.hpp"

#include <algorithm>
#include <stdexcept>

namespace assay::judge {

State state_of(const Identity& identity) {
  switch (identity.match) {
    case IdentityMatch::match:
    case IdentityMatch::no_claim:
      return State::pass;
    case IdentityMatch::mismatch:
      return State::fail;
    case IdentityMatch::none_explains:
      return std::any_of(identity.claims.begin(), identity.claims.end(),
                         [](const auto& claim) { return !claim.parts.empty(); })
                 ? State::fail
                 : State::could_not_judge;
    case IdentityMatch::not_measured:
      return State::could_not_judge;
  }
  throw std::logic_error("IdentityMatch out of range");
}

IdentityReport identify_all(const catalogue::Catalogue& catalogue,
                            const document::Document& document,
                            const std::optional<std::string>& expected) {
  IdentityReport report{.run_id = document.run.id, .hostname = document.facts.host.hostname};
  if (document.run.simulated) report.simulated_part = document.run.simulated->part;
  report.injected = !document.run.injected.empty();
  if (expected) catalogue.at(*expected, "--expect");
  const auto devices = evidence_of(document);
  const bool has_gpu =
      std::any_of(devices.begin(), devices.end(), [](const auto& one) { return one.facts; });
  for (const auto& evidence : devices) {
    if (evidence.facts || !has_gpu) {
      report.devices.push_back(identify(catalogue, evidence, expected));
    }
  }
  if (report.devices.empty()) return report;
  report.state = State::pass;
  for (const auto& one : report.devices) report.state = worst(report.state, state_of(one));
  return report;
}

}  // namespace assay::judge
