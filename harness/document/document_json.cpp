// The top-level keys of a document, in the order they are written.
#include "harness/document/document_json.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/document/archive.hpp"
#include "harness/document/case_fields.hpp"
#include "harness/document/facts_fields.hpp"
#include "harness/document/gpu_fields.hpp"
#include "harness/document/library_fields.hpp"
#include "harness/document/peer_matrix_fields.hpp"
#include "harness/document/roofline_fields.hpp"
#include "harness/document/schema.hpp"
#include "kernels/error.hpp"

namespace assay::document {

// Not in an unnamed namespace: Writer and Reader find these by argument-dependent lookup.
void fields(auto& archive, Is<ToolInfo> auto& tool) {
  archive.derived("name", "assay");
  archive("version", tool.version);
  archive("commit", tool.commit);
  archive("build_type", tool.build_type);
  archive("compiler", tool.compiler);
  archive("cuda_toolkit", tool.cuda_toolkit);
  archive("targets", tool.targets);
}

void fields(auto& archive, Is<simulate::Simulation> auto& simulation) {
  archive("part", simulation.part);
  archive("present_as", simulation.present_as);
  archive("noise", simulation.noise);
  archive("clock_ratio", simulation.clock_ratio);
  archive("power_cap_w", simulation.power_cap_w);
  archive("disabled_multiprocessors", simulation.disabled_multiprocessors);
  archive("gpus", simulation.gpus);
  archive.unless_empty("slow_pair", simulation.slow_pair);
}

void fields(auto& archive, Is<RunInfo> auto& run) {
  archive("id", run.id);
  archive("started_at", run.started_at);
  archive("finished_at", run.finished_at);
  archive.unless_empty("resumed_at", run.resumed_at);
  archive("arguments", run.arguments);
  archive("complete", run.complete);
  archive("interrupted_by", run.interrupted_by);
  archive("simulated", run.simulated);
  archive.unless_empty("injected", run.injected);
  archive("nonce", run.nonce);
  archive("parallel", run.parallel);
}

void fields(auto& archive, Is<Seal> auto& seal) {
  archive.derived("algorithm", "ed25519");
  archive("public_key", seal.public_key);
  archive("signature", seal.signature);
}

void fields(auto& archive, Is<PlanInfo> auto& plan) {
  archive("level", plan.level);
  archive("seed", plan.seed);
  archive("estimate_s", plan.estimate);
  archive("budget_s", plan.budget);
  archive.unless_empty("without", plan.without);
}

namespace {

void check_case_count(json::Value json) {
  const auto planned = json.at("plan").at("case_count").number<std::uint64_t>();
  const auto recorded = json.at("cases").size();
  if (planned == recorded) return;
  throw Error(ErrorKind::input,
              fmt::format("/plan/case_count: is {}, but cases holds {}", planned, recorded));
}

void check_available(json::Value cuda, const std::vector<probe::CudaFacts>& gpus) {
  const bool stated = cuda.at("available").boolean();
  const auto usable =
      std::count_if(gpus.begin(), gpus.end(), [](const auto& gpu) { return gpu.usable(); });
  if (stated == (usable > 0)) return;
  throw Error(ErrorKind::input,
              fmt::format("/cuda/available: is {}, but of the GPUs in devices {} can be used",
                          stated, usable));
}

}  // namespace

nlohmann::ordered_json to_json(const Document& document) {
  nlohmann::ordered_json json;
  json["schema_version"] = kSchemaVersion;
  json["tool"] = Writer::convert(document.tool);
  json["run"] = Writer::convert(document.run);
  json["host"] = host_to_json(document.facts.host);
  json["devices"] = devices_to_json(document.facts);
  json["cuda"] = cuda_to_json(document.facts.cuda);
  if (const auto& world = document.facts.world; !world.empty()) {
    json["world"] = world_to_json(world);
  }
  json["plan"] = Writer::convert(document.plan);
  json["plan"]["case_count"] = document.cases.size();
  json["cases"] = nlohmann::ordered_json::array();
  for (const auto& record : document.cases) json["cases"].push_back(case_to_json(record));
  if (const auto rooflines = rooflines_of(document); !rooflines.empty()) {
    json["rooflines"] = rooflines_to_json(rooflines);
  }
  if (const auto matrices = peer_matrices_of(document); !matrices.empty()) {
    json["peer_matrices"] = peer_matrices_to_json(matrices);
  }
  if (!document.libraries.empty()) json["libraries"] = libraries_to_json(document.libraries);
  if (document.seal) json["seal"] = Writer::convert(*document.seal);
  return json;
}

Document from_json(json::Value json) {
  Document document;
  try {
    document.schema_version = json.at("schema_version").text();
    Reader top(json);
    top("tool", document.tool);
    top("run", document.run);
    host_from_json(json.at("host"), document.facts.host);
    cuda_from_json(json.at("cuda"), document.facts.cuda);
    devices_from_json(json.at("devices"), document.facts);
    if (const auto found = json.find("world")) {
      world_from_json(*found, document.facts.world);
    }
    top("plan", document.plan);
    const auto cases = json.at("cases");
    document.cases.reserve(cases.size());
    for (const auto record : cases.elements())
      case_from_json(record, document.cases.emplace_back());
    if (const auto found = json.find("rooflines")) {
      rooflines_from_json(*found, document.rooflines);
    }
    if (const auto found = json.find("peer_matrices")) {
      peer_matrices_from_json(*found, document.peer_matrices);
    }
    if (const auto found = json.find("libraries")) {
      document.libraries = libraries_from_json(*found);
    }
    top("seal", document.seal);
    check_case_count(json);
    check_available(json.at("cuda"), document.facts.cuda.devices);
  } catch (const Misfit& misfit) {
    throw Error(ErrorKind::input, fmt::format("{}: {}", misfit.path, misfit.what));
  }
  return document;
}

}  // namespace assay::document
