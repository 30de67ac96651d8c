// The keys of a case, in the order they are written.
#include "harness/document/case_fields.hpp"

#include "harness/document/archive.hpp"
#include "harness/document/device_name.hpp"
#include "harness/document/telemetry_fields.hpp"

namespace assay::document {

// Not in an unnamed namespace: Writer and Reader find these by argument-dependent lookup.
void fields(auto& archive, Is<Work> auto& work) {
  archive("bytes", work.bytes);
  archive("flop", work.flop);
  archive.unless_equal("steps", work.steps, 1);
}

void fields(auto& archive, Is<measure::Statistics> auto& statistics) {
  archive("count", statistics.count);
  archive("median", statistics.median);
  archive("q1", statistics.q1);
  archive("q3", statistics.q3);
  archive("minimum", statistics.minimum);
  archive("maximum", statistics.maximum);
  archive("relative_iqr", statistics.relative_iqr);
  archive.group("median_interval", [&](auto& interval) {
    interval("low", statistics.interval_low);
    interval("high", statistics.interval_high);
    interval("confidence", statistics.interval_confidence);
  });
}

void fields(auto& archive, Is<measure::Stopping> auto& stopping) {
  archive("rule", stopping.rule);
  archive("minimum_time_s", stopping.minimum_time);
  archive("minimum_samples", stopping.minimum_samples);
  archive("level", stopping.level);
}

void fields(auto& archive, Is<measure::AnswerCheck> auto& check) {
  archive("method", check.method);
  archive("exact", check.exact);
  archive("before", check.before);
  archive("after", check.after);
  archive.unless_zero("repeats", check.repeats);
  archive("elements", check.elements);
  archive("wrong_elements", check.wrong_elements);
  archive.unless_empty("detail", check.detail);
  archive.unless_empty("digest", check.digest);
}

void fields(auto& archive, Is<measure::ReferenceTiming> auto& timing) {
  archive("algorithm", timing.algorithm);
  archive("samples_s", timing.samples);
  archive("ratio", timing.ratio);
}

void fields(auto& archive, Is<measure::ReferenceResult> auto& reference) {
  archive("library", reference.library);
  archive.unless_empty("version", reference.version);
  archive.unless_empty("unavailable", reference.unavailable);
  archive.unless_zero("algorithms", reference.algorithms);
  archive("right", reference.right);
  archive("default", reference.by_default);
  archive("best", reference.best);
  archive.unless_empty("others", reference.others);
}

void fields(auto& archive, Is<measure::SilentCorruption> auto& corruption) {
  archive("sample", corruption.sample);
  archive("elements", corruption.elements);
  archive("row", corruption.row);
  archive("column", corruption.column);
  archive("processor", corruption.processor);
}

void fields(auto& archive, Is<ProcessorRates> auto& rates) {
  archive("median", rates.median);
  archive("minimum", rates.minimum);
  archive("maximum", rates.maximum);
  archive("number", rates.number);
  archive("flop_per_clock", rates.flop_per_clock);
}

void fields(auto& archive, Is<Curve> auto& curve) {
  archive("at_s", curve.at_s);
  archive("sample_s", curve.sample_s);
  archive.column("clock_hz", curve.clock_hz);
  archive.column("power_w", curve.power_w);
  archive.column("temperature_c", curve.temperature_c);
  archive.unless_empty("clock_events", curve.clock_events);
}

void fields(auto& archive, Is<measure::RankResult> auto& rank) {
  archive("rank", rank.rank);
  archive.unless_empty("device", rank.device);
  archive.unless_empty("host", rank.host);
  archive.unless_equal("sample_s", rank.sample_s, 0);
  archive("wrong_elements", rank.wrong_elements);
}

void fields(auto& archive, Is<measure::PairRate> auto& pair) {
  archive("from_rank", pair.from_rank);
  archive("to_rank", pair.to_rank);
  archive("bytes_per_s", pair.bytes_per_s);
}

void fields(auto& archive, Is<measure::Hang> auto& hang) {
  archive("missing", hang.missing);
  archive("missing_names", hang.missing_names);
  archive("rank", hang.rank);
  archive("block", hang.block);
  archive.unless_empty("phase", hang.phase);
  archive("expected", hang.expected);
  archive("seen", hang.seen);
}

template <class T>
const T& present_value(const std::optional<T>& written) {
  return *written;
}
template <class T>
T& present_value(std::optional<T>& read) {
  return read.emplace();
}

void unfinished_fields(auto& archive, auto& record, auto& unfinished) {
  archive("phase", unfinished.phase);
  archive("in_phase_s", unfinished.in_phase);
  if (!archive.present("samples", !unfinished.samples.empty())) return;
  archive.group("samples", [&](auto& samples) {
    samples.derived("unit", sample_unit_of(record.quantity));
    samples("values", unfinished.samples);
  });
}

void first_fields(auto& archive, auto& record, auto& first) {
  archive("reason", first.reason);
  archive.group("samples", [&](auto& samples) {
    samples.derived("unit", sample_unit_of(record.quantity));
    samples("values", first.samples);
  });
  archive("statistics", first.statistics);
  archive("elapsed_s", first.elapsed);
  archive("telemetry", first.telemetry);
}

void fields(auto& archive, Is<measure::LibraryUse> auto& library) {
  archive("name", library.name);
  archive.unless_empty("version", library.version);
  archive.unless_empty("algorithm", library.algorithm);
  archive.unless_empty("protocol", library.protocol);
  archive("channels", library.channels);
}

void fields(auto& archive, Is<Variant> auto& variant) {
  archive.unless_none("access", variant.access);
  archive.unless_none("hint", variant.hint);
  archive.unless_zero("unroll", variant.unroll);
  archive.unless_zero("threads", variant.threads);
  archive.unless_zero("blocks_per_processor", variant.blocks_per_processor);
  archive.unless_zero("chunk_bytes", variant.chunk_bytes);
  archive.unless_zero("stages", variant.stages);
  archive.unless_zero("tile_rows", variant.tile_rows);
  archive.unless_zero("tile_columns", variant.tile_columns);
  archive.unless_zero("cluster", variant.cluster);
  archive.unless_zero("group", variant.group);
  archive.unless_zero("blocks", variant.blocks);
  archive.unless_none("protocol", variant.protocol);
}

void parameter_fields(auto& parameters, auto& record) {
  auto& values = record.parameters;
  parameters("type", values.type);
  parameters.unless_zero("bytes", values.bytes);
  parameters.unless_zero("m", values.m);
  parameters.unless_zero("n", values.n);
  parameters.unless_zero("k", values.k);
  parameters.unless_none("layout", values.layout);
  parameters.unless_none("accumulation", values.accumulation);
  parameters.unless_none("sparsity", values.sparsity);
  parameters.unless_none("operands", values.operands);
  parameters.unless_none("path", values.path);
  parameters.unless_none("load", values.load);
  parameters.unless_none("direction", values.direction);
  parameters.unless_none("engine", values.engine);
  parameters.unless_none("algorithm", values.algorithm);
  parameters.unless_none("operation", values.operation);
  parameters.unless_none("pattern", values.pattern);
  parameters.unless_none("placement", values.placement);
  parameters.unless_zero("devices", values.devices);
  parameters.unless_zero("ranks", values.ranks);
  parameters.unless_zero("nodes", values.nodes);
  // Read by case_from_json.
  if (values.peer >= 0) parameters.derived("peer", cuda_id(values.peer));
  parameters.unless_zero("stride", values.stride);
  parameters.unless_none("cache", values.cache);
  parameters.unless_none("submission", values.submission);
  parameters.unless_none("host_memory", values.host_memory);
  if (parameters.present("numa_node", values.numa_node >= 0)) {
    parameters("numa_node", values.numa_node);
  }
  if (parameters.present("variant", values.variant != Variant{})) {
    parameters("variant", values.variant);
  }
  parameters("iterations_per_sample", record.iterations_per_sample);
}

void fields(auto& archive, Is<CaseRecord> auto& record) {
  archive("name", record.name);
  archive("kernel", record.kernel);
  archive("quantity", record.quantity);
  archive.derived("unit", unit_of(record.quantity, record.parameters.type));
  archive.derived("better", better_of(record.quantity));
  archive("limit", record.limit);
  archive.group("parameters", [&](auto& parameters) { parameter_fields(parameters, record); });
  archive.unless_empty("input", record.input);
  archive.unless_empty("instruction", record.instruction);
  archive("device", record.device);
  archive.unless_empty("group", record.group);
  archive("work", record.work);
  archive("status", record.status);
  archive.unless_empty("reason", record.reason);
  if (archive.present("samples", !record.samples.empty())) {
    archive.group("samples", [&](auto& samples) {
      samples.derived("unit", sample_unit_of(record.quantity));
      samples("values", record.samples);
    });
  }
  archive("statistics", record.statistics);
  archive("stopping", record.stopping);
  archive("warm_up_s", record.warm_up);
  archive("elapsed_s", record.elapsed);
  archive("check", record.check);
  archive("silent_corruption", record.corruption);
  archive("reference", record.reference);
  archive("processors", record.processors);
  archive("curve", record.curve);
  archive.unless_empty("ranks", record.ranks);
  archive.unless_empty("pairs", record.pairs);
  archive("hang", record.hang);
  if (archive.present("unfinished", record.unfinished.has_value())) {
    auto& unfinished = present_value(record.unfinished);
    archive.group("unfinished", [&](auto& inner) { unfinished_fields(inner, record, unfinished); });
  }
  if (archive.present("first", record.first.has_value())) {
    auto& first = present_value(record.first);
    archive.group("first", [&](auto& inner) { first_fields(inner, record, first); });
  }
  archive("library", record.library);
  archive("telemetry", record.telemetry);
}

nlohmann::ordered_json case_to_json(const CaseRecord& record) {
  return Writer::convert(record);
}

nlohmann::ordered_json variant_to_json(const Variant& variant) {
  return Writer::convert(variant);
}

void variant_from_json(json::Value json, Variant& variant) {
  Reader::convert(json, variant);
}

void case_from_json(json::Value json, CaseRecord& record) {
  Reader::convert(json, record);
  if (const auto peer = json.at("parameters").find("peer")) {
    record.parameters.peer = cuda_index(peer->text());
  }
}

}  // namespace assay::document
