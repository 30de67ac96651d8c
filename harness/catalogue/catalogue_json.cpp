// Figures, parts and claims from JSON that passed the schema.
#include "harness/catalogue/catalogue_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "harness/json/schema_check.hpp"

namespace assay::catalogue {
namespace {

using Json = nlohmann::json;

std::string text_at(const Json& json, const char* key) {
  return json.contains(key) ? json.at(key).get<std::string>() : std::string();
}

std::optional<double> number_at(const Json& json, const char* key) {
  if (!json.contains(key)) return std::nullopt;
  return json.at(key).get<double>();
}

std::vector<std::string> texts_at(const Json& json, const char* key) {
  return json.contains(key) ? json.at(key).get<std::vector<std::string>>()
                            : std::vector<std::string>();
}

template <class Enum>
Enum word_at(const Json& json, const char* key, Enum last) {
  const auto& word = json.at(key).get_ref<const std::string&>();
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (to_string(static_cast<Enum>(i)) == word) return static_cast<Enum>(i);
  }
  throw std::logic_error("word of no enumerator: " + word);
}

std::string date_of(const Json& json) {
  if (json.contains("date")) return text_at(json, "date");
  return "undated " + text_at(json, "undated");
}

Figure figure_from(const Json& json) {
  return {.value = json.at("value").get<double>(),
          .unit = text_at(json, "unit"),
          .source = text_at(json, "source"),
          .date = date_of(json),
          .authority = word_at(json, "authority", Authority::unverified),
          .note = text_at(json, "note")};
}

// A figure is what has a value; the objects above it only give it a path.
void collect_figures(const Json& json, const std::string& path, Part& part) {
  if (!json.is_object()) return;
  if (json.contains("value")) {
    part.figures.emplace(path, figure_from(json));
    return;
  }
  for (const auto& [key, value] : json.items()) {
    collect_figures(value, path.empty() ? key : path + "." + key, part);
  }
}

Typical typical_from(const Json& json) {
  Typical row{.metric = metric_from(json),
              .unit = text_at(json, "unit"),
              .low = json.at("low").get<double>(),
              .high = json.at("high").get<double>(),
              .median = number_at(json, "median"),
              .observations = {}};
  for (const auto& seen : json.at("observations")) {
    row.observations.push_back({.figure = figure_from(seen),
                                .conditions = text_at(seen, "conditions"),
                                .statistic = text_at(seen, "statistic")});
  }
  return row;
}

Range range_from(const Json& json) {
  return {.lower = number_at(json, "lower"), .upper = number_at(json, "upper")};
}

Term term_from(const Json& json) {
  Term term{.part = text_at(json, "part"), .figure = {}, .metric = {}, .fact = {}};
  if (json.contains("figure")) term.figure = text_at(json, "figure");
  if (json.contains("metric")) term.metric = metric_from(json);
  term.per_sm_clock = json.contains("per");
  if (json.contains("fact")) term.fact = text_at(json, "fact");
  return term;
}

Criterion criterion_from(const Json& json) {
  Criterion criterion{.id = text_at(json, "id"),
                      .basis = word_at(json, "basis", Basis::reported),
                      .numerator = term_from(json.at("numerator")),
                      .denominator = {},
                      .unit = text_at(json, "unit"),
                      .confirms = range_from(json.at("confirms")),
                      .refutes = {},
                      .conditions = text_at(json, "conditions")};
  if (json.contains("denominator")) criterion.denominator = term_from(json.at("denominator"));
  for (const auto& range : json.at("refutes")) criterion.refutes.push_back(range_from(range));
  return criterion;
}

}  // namespace

std::vector<std::string> schema_problems(const Json& json, std::size_t limit) {
  static const json::SchemaCheck kCheck(schema_text(), "the catalogue");
  return kCheck.problems(json, limit);
}

Metric metric_from(const Json& json) {
  Metric metric{.name = text_at(json, "metric")};
  if (!json.contains("parameters")) return metric;
  const Json& given = json.at("parameters");
  const auto take = [&](const char* key, std::optional<std::string>& value) {
    if (given.contains(key)) value = given.at(key).get<std::string>();
  };
  take("type", metric.parameters.type);
  take("direction", metric.parameters.direction);
  take("engine", metric.parameters.engine);
  take("algorithm", metric.parameters.algorithm);
  take("submission", metric.parameters.submission);
  take("host_memory", metric.parameters.host_memory);
  take("layout", metric.parameters.layout);
  take("accumulation", metric.parameters.accumulation);
  take("sparsity", metric.parameters.sparsity);
  take("path", metric.parameters.path);
  take("load", metric.parameters.load);
  if (given.contains("devices")) metric.parameters.devices = given.at("devices");
  return metric;
}

Part part_from(const Json& json) {
  Part part{.id = text_at(json, "id"),
            .product = text_at(json, "product"),
            .family = text_at(json, "family"),
            .architecture = text_at(json, "architecture"),
            .devices = {},
            .compute_capability = {},
            .figures = {},
            .memory_type = text_at(json.at("memory"), "type"),
            .unsupported = texts_at(json, "unsupported"),
            .conflicts = {},
            .typical = {}};
  for (const auto& device : json.at("devices")) {
    part.devices.push_back({.name = text_at(device, "name"),
                            .device = text_at(device, "device"),
                            .subsystems = texts_at(device, "subsystems")});
  }
  if (json.contains("compute_capability")) {
    const Json& capability = json.at("compute_capability");
    part.compute_capability =
        fmt::format("{}.{}", capability.at("major").get<int>(), capability.at("minor").get<int>());
  }
  collect_figures(json, "", part);
  for (const auto& conflict : json.at("conflicts")) {
    part.conflicts.push_back({.check = text_at(conflict, "check"),
                              .figure = text_at(conflict, "figure"),
                              .reason = text_at(conflict, "reason")});
  }
  for (const auto& left_out : json.at("absent")) {
    part.absent.push_back(
        {.figure = text_at(left_out, "figure"), .reason = text_at(left_out, "reason")});
  }
  for (const auto& row : json.at("typical")) part.typical.push_back(typical_from(row));
  return part;
}

Claim claim_from(const Json& json) {
  Claim claim{.id = text_at(json, "id"),
              .quote = text_at(json, "quote"),
              .statement = text_at(json, "statement"),
              .said_by = text_at(json, "said_by"),
              .source = text_at(json, "source"),
              .date = date_of(json),
              .parts = texts_at(json, "parts"),
              .not_decidable = text_at(json, "not_decidable"),
              .criteria = {},
              .on_paper = word_at(json, "on_paper", ClaimState::undecided)};
  for (const auto& criterion : json.at("criteria")) {
    claim.criteria.push_back(criterion_from(criterion));
  }
  return claim;
}

}  // namespace assay::catalogue
