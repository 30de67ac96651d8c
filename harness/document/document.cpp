// The document a run starts from.
#include "harness/document/document.hpp"

#include <utility>

#include "harness/document/schema.hpp"

namespace assay::document {

Document make_document(ToolInfo tool, RunInfo run, probe::Facts facts, const plan::Plan& plan) {
  Document document;
  document.schema_version = kSchemaVersion;
  document.tool = std::move(tool);
  document.run = std::move(run);
  document.facts = std::move(facts);
  document.plan = {.level = plan.level, .seed = plan.seed, .estimate = plan.estimate()};
  for (const auto& planned : plan.cases) document.cases.push_back(make_record(planned));
  return document;
}

}  // namespace assay::document
