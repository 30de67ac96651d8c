// The keys of a comparison, in the order they are written.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/comparison_json.hpp"

#include "harness/core/words.hpp"
#include "harness/document/archive.hpp"
#include "harness/json/json_text.hpp"
#include "harness/judge/compare/comparison_words.hpp"

namespace assay::judge {

// Here, and not in an unnamed namespace: Writer finds these by argument-dependent lookup.
void fields(document::Writer& archive, const ComparedRun& run) {
  archive("run_id", run.id);
  archive("started_at", run.started_at);
  archive("hostname", run.hostname);
  archive("tool_version", run.tool_version);
  archive("simulated_part", run.simulated);
}

void fields(document::Writer& archive, const Condition& condition) {
  archive("subject", condition.subject);
  archive("old", condition.before);
  archive("new", condition.after);
  archive("cases", condition.cases);
}

void fields(document::Writer& archive, const Figure& figure) {
  archive("median", figure.median);
  archive.group("median_interval", [&](auto& interval) {
    interval("low", figure.low);
    interval("high", figure.high);
    interval("confidence", figure.confidence);
  });
  archive("samples", figure.samples);
  archive("relative_iqr", figure.relative_iqr);
  archive("clock_hz", figure.clock_hz);
}

void fields(document::Writer& archive, const Ratio& ratio) {
  archive("value", ratio.value);
  archive("low", ratio.low);
  archive("high", ratio.high);
  archive("confidence", ratio.confidence);
}

void fields(document::Writer& archive, const ComparedCase& compared) {
  archive("name", compared.name);
  archive("kernel", compared.kernel);
  archive("device", compared.device);
  archive("quantity", compared.quantity);
  archive.derived("unit", unit_of(compared.quantity, compared.type));
  archive.derived("better", document::better_of(compared.quantity));
  archive("outcome", compared.outcome);
  archive("effect", compared.effect);
  archive("old", compared.before);
  archive("new", compared.after);
  archive("ratio", compared.ratio);
  archive.unless_empty("reason", compared.reason);
}

void fields(document::Writer& archive, const MeanRatio& mean) {
  archive("quantity", mean.quantity);
  archive("count", mean.count);
  archive("ratio", mean.ratio);
}

void fields(document::Writer& archive, const Comparison& comparison) {
  archive.derived("schema_version", "1.0.0");
  archive.derived("kind", "comparison");
  archive.derived("simulated", comparison.simulated());
  if (comparison.injected()) archive.derived("injected", true);
  archive("effect", comparison.effect);
  archive("conclusion", comparison.conclusion);
  archive("old", comparison.before);
  archive("new", comparison.after);
  archive("tolerance", comparison.options.tolerance);
  archive("floor", comparison.options.floor);
  archive("conditions", comparison.conditions);
  archive("cases", comparison.cases);
  archive("means", comparison.means);
}

}  // namespace assay::judge

namespace assay::report {

std::string comparison_json(const judge::Comparison& comparison) {
  return json::to_text(document::Writer::convert(comparison));
}

}  // namespace assay::report
