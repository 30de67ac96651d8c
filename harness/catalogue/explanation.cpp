// From the JSON of results-schema/explanations, which a test holds against its schema.
#include "harness/catalogue/explanation.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/catalogue/explanation_files.hpp"

namespace assay::catalogue {
namespace {

using Texts = std::vector<std::string>;

Texts texts_at(const nlohmann::json& json, const char* key) {
  return json.contains(key) ? json.at(key).get<Texts>() : Texts();
}

Explanation explanation_from(const nlohmann::json& json) {
  Explanation explanation{.kernels = texts_at(json, "kernels"),
                          .metrics = texts_at(json, "metrics"),
                          .quantity = json.at("quantity").get<std::string>(),
                          .formula = json.at("formula").get<std::string>(),
                          .derivation = texts_at(json, "derivation"),
                          .limits = texts_at(json, "limits"),
                          .low = {},
                          .cautions = texts_at(json, "cautions")};
  for (const auto& symptom : json.at("low")) {
    explanation.low.push_back({.sign = symptom.at("sign").get<std::string>(),
                               .means = symptom.at("means").get<std::string>(),
                               .remedy = symptom.at("do").get<std::string>()});
  }
  return explanation;
}

}  // namespace

std::vector<Explanation> embedded_explanations() {
  std::vector<Explanation> explanations;
  for (const auto text : explanation_files()) {
    explanations.push_back(explanation_from(nlohmann::json::parse(text)));
  }
  std::sort(explanations.begin(), explanations.end(), [](const auto& one, const auto& other) {
    return one.kernels.front() < other.kernels.front();
  });
  return explanations;
}

}  // namespace assay::catalogue
