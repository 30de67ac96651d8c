// One class a format.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/verdict_export.hpp"

#include "harness/report/verdict_csv.hpp"
#include "harness/report/verdict_junit.hpp"
#include "harness/report/verdict_nagios.hpp"
#include "harness/report/verdict_prometheus.hpp"

namespace assay::report {

std::unique_ptr<VerdictExport> verdict_export(Format format, Simulated simulated) {
  switch (format) {
    case Format::csv:
      return std::make_unique<VerdictCsv>();
    case Format::junit:
      return std::make_unique<VerdictJunit>(simulated);
    case Format::openmetrics:
      return std::make_unique<VerdictPrometheus>();
    case Format::nagios:
      return std::make_unique<VerdictNagios>(simulated);
    default:
      return nullptr;
  }
}

std::string evidence_word(const judge::DocumentVerdict& verdict) {
  if (verdict.simulated) return "simulated";
  return verdict.injected.empty() ? "measured" : "injected";
}

}  // namespace assay::report
