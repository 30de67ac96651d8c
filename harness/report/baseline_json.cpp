// Keys in the order of the schema; values in the unit that people write.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/baseline_json.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>

#include "harness/json/json_text.hpp"

namespace assay::report {
namespace {

using Json = nlohmann::ordered_json;

Json parameters_of(const catalogue::MetricParameters& parameters) {
  Json json = Json::object();
  const auto add = [&](const char* key, const auto& value) {
    if (value) json[key] = *value;
  };
  add("type", parameters.type);
  add("direction", parameters.direction);
  add("engine", parameters.engine);
  add("algorithm", parameters.algorithm);
  add("devices", parameters.devices);
  add("submission", parameters.submission);
  add("host_memory", parameters.host_memory);
  add("layout", parameters.layout);
  add("accumulation", parameters.accumulation);
  add("sparsity", parameters.sparsity);
  add("path", parameters.path);
  add("load", parameters.load);
  return json;
}

double six_digits(double value) {
  return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr);
}

Json gate_json(const judge::Gate& gate) {
  Json json;
  json["metric"] = gate.metric;
  if (Json parameters = parameters_of(gate.parameters); !parameters.empty()) {
    json["parameters"] = std::move(parameters);
  }
  if (gate.bytes) json["bytes"] = *gate.bytes;
  const auto add = [&](const char* key, const std::optional<double>& value) {
    if (value) json[key] = six_digits(*value / gate.unit_factor);
  };
  add("expected", gate.expected);
  add("lower", gate.lower);
  add("upper", gate.upper);
  json["unit"] = gate.unit;
  json["source"] = gate.source;
  json["date"] = gate.date;
  if (!gate.required) json["required"] = false;
  return json;
}

}  // namespace

std::string baseline_gates_json(const judge::Baseline& baseline) {
  Json json;
  json["schema_version"] = "1.0.0";
  json["kind"] = "gates";
  json["part"] = baseline.part;
  json["note"] =
      fmt::format("{}Made by assay baseline make from {} devices on {} nodes; newest run {}.",
                  baseline.selection.any_simulated ? "SIMULATED: no device was measured. " : "",
                  baseline.devices, baseline.nodes, baseline.newest);
  auto& gates = json["gates"] = Json::array();
  for (const auto& one : baseline.gates) gates.push_back(gate_json(one.gate));
  return json::to_text(json);
}

}  // namespace assay::report
