// The keys of a lint report, in the order they are written.
#include "harness/report/lint_json.hpp"

#include "harness/document/archive.hpp"
#include "harness/json/json_text.hpp"

namespace assay::judge {

// Here, and not in an unnamed namespace: Writer finds these by argument-dependent lookup.
void fields(document::Writer& archive, const Finding& finding) {
  archive("file", finding.file);
  archive.unless_empty("place", finding.place);
  archive.derived("severity", to_string(finding.severity));
  archive("check", finding.check);
  archive("what", finding.what);
}

void fields(document::Writer& archive, const Lint& lint) {
  archive.derived("schema_version", "1.0.0");
  archive.derived("kind", "lint");
  archive("checked", lint.checked);
  archive.derived("unreadable", lint.count(Severity::unreadable));
  archive.derived("errors", lint.count(Severity::error));
  archive.derived("warnings", lint.count(Severity::warning));
  archive("findings", lint.findings);
}

}  // namespace assay::judge

namespace assay::report {

std::string lint_json(const judge::Lint& lint) {
  return json::to_text(document::Writer::convert(lint));
}

}  // namespace assay::report
