// The keys of a verdict, in the order they are written.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/verdict_json.hpp"

#include "harness/document/archive.hpp"
#include "harness/json/json_text.hpp"
#include "harness/judge/verdict/verdict_words.hpp"

namespace assay::report {
namespace {

using document::Writer;
using nlohmann::ordered_json;

std::string word(judge::State state) {
  return std::string(to_string(state));
}

template <class T>
ordered_json list_of(const std::vector<T>& values, const auto& to_json) {
  auto list = ordered_json::array();
  for (const auto& value : values) list.push_back(to_json(value));
  return list;
}

ordered_json parameters_json(const catalogue::MetricParameters& parameters) {
  Writer out;
  out("type", parameters.type);
  out("direction", parameters.direction);
  out("engine", parameters.engine);
  out("algorithm", parameters.algorithm);
  out("devices", parameters.devices);
  out("submission", parameters.submission);
  out("host_memory", parameters.host_memory);
  out("bytes", parameters.bytes);
  out("stride", parameters.stride);
  out("layout", parameters.layout);
  out("accumulation", parameters.accumulation);
  out("sparsity", parameters.sparsity);
  out("path", parameters.path);
  out("load", parameters.load);
  return std::move(out.json);
}

ordered_json published_json(const judge::PublishedValue& published) {
  Writer out;
  out("value", published.value);
  out("figure", published.figure);
  out("source", published.source);
  out("date", published.date);
  out.derived("authority", to_string(published.authority));
  out.derived("may_gate", catalogue::may_gate(published.authority));
  return std::move(out.json);
}

ordered_json bound_json(const judge::GateValue& bound) {
  Writer out;
  out("value", bound.value);
  out("source", bound.source);
  return std::move(out.json);
}

ordered_json cause_json(const judge::Cause& cause) {
  Writer out;
  out.derived("kind", to_string(cause.kind));
  out("sentence", cause.sentence);
  out.group("factors", [&](auto& factors) {
    factors("clock", cause.factors.clock);
    factors("processors", cause.factors.processors);
    factors("efficiency", cause.factors.efficiency);
    factors("memory_clock", cause.factors.memory_clock);
  });
  return std::move(out.json);
}

ordered_json processors_json(const judge::ProcessorSpread& spread) {
  Writer out;
  out("median", spread.median);
  out("minimum", spread.minimum);
  out("maximum", spread.maximum);
  out("unit", spread.unit);
  out.derived("slow", list_of(spread.slow, [](const judge::SlowProcessor& one) {
                Writer slow;
                slow("number", one.number);
                slow("flop_per_clock", one.flop_per_clock);
                return std::move(slow.json);
              }));
  return std::move(out.json);
}

ordered_json reference_json(const judge::LibraryRatio& reference) {
  Writer out;
  out("library", reference.library);
  out.unless_empty("version", reference.version);
  out.unless_empty("unavailable", reference.unavailable);
  out("right", reference.right);
  out("best", reference.best);
  out("default", reference.by_default);
  return std::move(out.json);
}

ordered_json pairs_json(const judge::PairSpread& pairs) {
  Writer out;
  out("count", pairs.count);
  out.group("slowest", [&](auto& pair) {
    pair("pair", pairs.slowest);
    pair("value", pairs.slowest_value);
  });
  out.group("fastest", [&](auto& pair) {
    pair("pair", pairs.fastest);
    pair("value", pairs.fastest_value);
  });
  out("outside", pairs.outside);
  return std::move(out.json);
}

// What a metric was measured and held to be, so far as it is known.
void add_values(Writer& out, const judge::MetricVerdict& metric) {
  if (const auto& measured = metric.measured) {
    out.group("measured", [&](auto& value) {
      value("median", measured->median);
      value("low", measured->low);
      value("high", measured->high);
    });
  }
  if (metric.published) out.derived("published", published_json(*metric.published));
  out("share_of_published", metric.share_of_published);
  if (const auto& rate = metric.per_sm_clock) {
    out.group("per_sm_clock", [&](auto& value) {
      value("value", rate->value);
      value("published", rate->published);
    });
  }
  if (metric.processors) out.derived("processors", processors_json(*metric.processors));
  if (metric.pairs) out.derived("pairs", pairs_json(*metric.pairs));
  if (metric.reference) out.derived("reference", reference_json(*metric.reference));
  if (const auto& typical = metric.typical) {
    out.group("typical", [&](auto& range) {
      range("low", typical->low);
      range("high", typical->high);
      range("source", typical->source);
    });
  }
  if (metric.lower) out.derived("lower", bound_json(*metric.lower));
  if (metric.upper) out.derived("upper", bound_json(*metric.upper));
}

ordered_json metric_json(const judge::MetricVerdict& metric) {
  Writer out;
  out("metric", metric.metric.name);
  out.derived("parameters", parameters_json(metric.metric.parameters));
  out("unit", metric.unit);
  out.unless_empty("case", metric.case_name);
  out("required", metric.required);
  out.derived("status", document::word_of(metric.status));
  if (is_judged(metric)) out.derived("state", word(judge::state_of(metric)));
  add_values(out, metric);
  out("reason", metric.reason);
  if (metric.cause) out.derived("cause", cause_json(*metric.cause));
  return std::move(out.json);
}

ordered_json slow_host_json(const judge::HostShare& host) {
  Writer out;
  out("host", host.host);
  out("bytes_per_s", host.own);
  out("others_bytes_per_s", host.others);
  out("share", host.share);
  return std::move(out.json);
}

ordered_json missing_json(const judge::Missing& missing) {
  Writer out;
  out("what", missing.what);
  out("reason", missing.reason);
  out.unless_empty("remedy", missing.remedy);
  return std::move(out.json);
}

ordered_json claim_json(const judge::IdentityClaim& claim) {
  Writer out;
  out("by", claim.by);
  out("text", claim.text);
  out("parts", claim.parts);
  out("agrees", claim.agrees);
  return std::move(out.json);
}

ordered_json identity_json(const judge::Identity& identity) {
  Writer out;
  out.derived("match", to_string(identity.match));
  out("sentence", identity.sentence);
  out("candidates", identity.candidates);
  out.unless_empty("deciding_axis", identity.deciding_axis);
  out("deciding_cases", identity.deciding_cases);
  out.derived("claims", list_of(identity.claims, claim_json));
  return std::move(out.json);
}

ordered_json device_json(const judge::DeviceVerdict& device) {
  Writer out;
  out("device", device.device);
  out.unless_empty("uuid", device.uuid);
  out.unless_empty("name", device.name);
  out.unless_empty("part", device.part);
  out("counts", device.counts);
  out.derived("state", word(device.state));
  out.unless_empty("headline", device.headline);
  if (device.identity) out.derived("identity", identity_json(*device.identity));
  out.derived("metrics", list_of(device.metrics, metric_json));
  out.group("coverage", [&](auto& coverage) {
    coverage("planned", device.coverage.planned);
    coverage("measured", device.coverage.measured);
    coverage.derived("missing", list_of(device.coverage.missing, missing_json));
  });
  return std::move(out.json);
}

ordered_json document_json(const judge::DocumentVerdict& verdict) {
  Writer out;
  out("file", verdict.file);
  out.derived("state", word(verdict.state));
  if (!verdict.unreadable.empty()) {
    out("unreadable", verdict.unreadable);
    return std::move(out.json);
  }
  out("run_id", verdict.run_id);
  out("started_at", verdict.started_at);
  out("hostname", verdict.hostname);
  out("tool_version", verdict.tool_version);
  out("simulated_part", verdict.simulated);
  out.unless_empty("injected", verdict.injected);
  out.derived("missing", list_of(verdict.missing, missing_json));
  out.derived("devices", list_of(verdict.devices, device_json));
  if (!verdict.slow_hosts.empty()) {
    out.derived("slow_hosts", list_of(verdict.slow_hosts, slow_host_json));
  }
  return std::move(out.json);
}

ordered_json summary_json(const judge::VerdictSummary& summary) {
  Writer out;
  out.derived("state", word(summary.state));
  out("documents", summary.documents);
  out("unreadable", summary.unreadable);
  out("simulated", summary.simulated);
  out.unless_zero("injected", summary.injected);
  out("devices", summary.devices);
  out("pass", summary.pass);
  out("fail", summary.fail);
  out("could_not_judge", summary.could_not_judge);
  out("wrong", summary.wrong);
  out("sentence", summary.sentence());
  return std::move(out.json);
}

// Without the newline at its end, and indented as a member of an object inside another is.
std::string indented(const ordered_json& json, std::string_view indent) {
  const std::string plain = json::to_text(json);
  std::string text;
  text.reserve(plain.size() + plain.size() / 4);
  for (std::size_t at = 0; at + 1 < plain.size(); ++at) {
    text += plain[at];
    if (plain[at] == '\n') text += indent;
  }
  return text;
}

}  // namespace

std::string verdict_json_head(const document::ToolInfo& tool) {
  Writer out;
  out.derived("schema_version", "1.0.0");
  out.derived("kind", "verdict");
  out.group("tool", [&](auto& inner) {
    inner.derived("name", "assay");
    inner("version", tool.version);
    inner("commit", tool.commit);
  });
  std::string text = json::to_text(out.json);
  text.resize(text.rfind('}') - 1);  // open again, after the newline too
  return text + ",\n  \"documents\": [";
}

std::string verdict_json_document(const judge::DocumentVerdict& verdict, Place place) {
  return (place == Place::first ? "\n    " : ",\n    ") + indented(document_json(verdict), "    ");
}

std::string verdict_json_tail(const judge::VerdictSummary& summary) {
  const std::string end = summary.documents == 0 ? "]" : "\n  ]";
  return end + ",\n  \"summary\": " + indented(summary_json(summary), "  ") + "\n}\n";
}

}  // namespace assay::report
