// The keys of explanations, in the order they are written.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/explanation_json.hpp"

#include <nlohmann/json.hpp>

#include "harness/json/json_text.hpp"

namespace assay::report {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const judge::Statement& one) {
  Json json{{"kind", judge::to_string(one.kind)},
            {"about", one.about},
            {"value", one.figure.value},
            {"unit", one.figure.unit},
            {"source", one.figure.source},
            {"date", one.figure.date},
            {"authority", catalogue::to_string(one.figure.authority)}};
  if (!one.conditions.empty()) json["conditions"] = one.conditions;
  if (!one.figure.note.empty()) json["note"] = one.figure.note;
  return json;
}

Json causes_of(const catalogue::Explanation& explanation) {
  Json list = Json::array();
  for (const auto& one : explanation.low) {
    list.push_back({{"sign", one.sign}, {"means", one.means}, {"do", one.remedy}});
  }
  return list;
}

Json json_of(const judge::Explained& metric, const catalogue::Part* part) {
  const auto& explanation = *metric.explanation;
  Json json{{"metric", metric.name}, {"unit", metric.unit}};
  if (metric.description != nullptr) {
    json["question"] = metric.description->question;
    json["check"] = metric.description->check;
  }
  json["formula"] = explanation.formula;
  json["derivation"] = explanation.derivation;
  json["limits"] = explanation.limits;
  json["low"] = causes_of(explanation);
  if (!explanation.cautions.empty()) json["cautions"] = explanation.cautions;
  if (part != nullptr) {
    Json& list = json["statements"] = Json::array();
    for (const auto& one : judge::statements_of(*part, metric.name)) list.push_back(json_of(one));
  }
  return json;
}

}  // namespace

std::string explanations_json(const std::vector<judge::Explained>& metrics,
                              const catalogue::Part* part) {
  Json json{{"schema_version", "1.0.0"}, {"kind", "explanations"}};
  if (part != nullptr) json["part"] = part->id;
  Json& list = json["explanations"] = Json::array();
  for (const auto& metric : metrics) list.push_back(json_of(metric, part));
  return json::to_text(json);
}

}  // namespace assay::report
