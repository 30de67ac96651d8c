// From a gates file to values in base units.
#include "harness/judge/gates/gates.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/catalogue/catalogue_json.hpp"
#include "harness/json/input_text.hpp"
#include "harness/json/printable.hpp"
#include "harness/json/strict_json.hpp"
#include "harness/judge/gates/gates_problem.hpp"
#include "harness/judge/gates/gates_schema.hpp"
#include "harness/judge/gates/gates_unit.hpp"
#include "harness/plan/glob.hpp"
#include "kernels/error.hpp"

namespace assay::judge {
namespace {

using Json = nlohmann::json;

// Longest list of what is wrong with one file.
constexpr std::size_t kMostProblems = 50;

std::string text_at(const Json& json, const char* key) {
  return json.contains(key) ? json.at(key).get<std::string>() : std::string();
}

// What is no gates file of a version known here is refused before its keys are looked at.
void check_kind(const Json& json, const std::string& name) {
  const bool is_gates = json.is_object() && json.value("kind", Json()) == "gates";
  if (!is_gates) {
    throw Error(ErrorKind::input, fmt::format("{} is no gates file: its kind is not \"gates\"; "
                                              "results-schema/gates.schema.json describes one",
                                              name));
  }
  const Json version = json.value("schema_version", Json());
  if (version.is_string() && !version.get_ref<const std::string&>().starts_with("1.")) {
    throw Error(ErrorKind::input,
                fmt::format("{} follows version {} of the gates schema; this assay reads 1.x.y",
                            name, json::printable(version.get<std::string>())));
  }
}

Gate gate_from(const Json& json) {
  const GateUnit& unit = *find_gate_unit(json.at("unit").get_ref<const std::string&>());
  const auto value = [&](const char* key) -> std::optional<double> {
    if (!json.contains(key)) return std::nullopt;
    return json.at(key).get<double>() * unit.factor;
  };
  Gate gate{.metric = text_at(json, "metric"),
            .parameters = catalogue::metric_from(json).parameters,
            .bytes = {},
            .expected = value("expected"),
            .lower = value("lower"),
            .upper = value("upper"),
            .unit = std::string(unit.name),
            .unit_factor = unit.factor,
            .source = text_at(json, "source"),
            .date = json.contains("date") ? text_at(json, "date")
                                          : "undated: " + text_at(json, "undated"),
            .required = json.value("required", true)};
  if (json.contains("bytes")) gate.bytes = json.at("bytes").get<std::uint64_t>();
  return gate;
}

// Numbers as they are written, so that a reader finds them in the file.
std::string bounds_problem(const Json& json) {
  const auto above = [&](const char* low, const char* high) {
    return json.contains(low) && json.contains(high) &&
           json.at(low).get<double>() > json.at(high).get<double>();
  };
  const auto said = [&](const char* key) {
    return fmt::format("{} {} {}", key, json.at(key).dump(), text_at(json, "unit"));
  };
  if (above("lower", "upper")) {
    return fmt::format("{} is above {}: they are swapped", said("lower"), said("upper"));
  }
  if (above("lower", "expected")) {
    return fmt::format("{} is below {}: it would fail what is expected", said("expected"),
                       said("lower"));
  }
  if (above("expected", "upper")) {
    return fmt::format("{} is above {}: it would fail what is expected", said("expected"),
                       said("upper"));
  }
  return "";
}

std::string unit_problem(const Json& json) {
  const GateUnit& unit = *find_gate_unit(json.at("unit").get_ref<const std::string&>());
  const auto& glob = json.at("metric").get_ref<const std::string&>();
  for (const auto& metric : catalogue::metrics()) {
    if (metric.unit == unit.base || !plan::matches(glob, metric.name)) continue;
    return fmt::format(
        "the unit {} does not fit {}, which is in {}; give it gates of its own, or "
        "another unit",
        unit.name, metric.name, metric.unit);
  }
  return "";
}

void add_contradictions(const Json& json, std::size_t index, std::vector<GatesProblem>& problems) {
  const auto add = [&](const char* key, const char* check, std::string what) {
    if (what.empty()) return;
    problems.push_back({fmt::format("/gates/{}{}", index, key), check, std::move(what)});
  };
  add("", "bounds", bounds_problem(json));
  add("/unit", "units", unit_problem(json));
}

// "/gates/0/unit: is none of ..." is how SchemaCheck begins a line.
GatesProblem schema_problem(const std::string& line) {
  const auto colon = line.find(": ");
  const std::string place = line.substr(0, colon);
  return {.place = place.starts_with('/') ? place : "",
          .check = "schema",
          .what = colon == line.npos ? line : line.substr(colon + 2)};
}

// What a choice between keys leaves open; a schema check can only say that there is no match.
std::string omission(const Json& gate) {
  if (!gate.contains("lower") && !gate.contains("upper")) {
    return "has neither lower nor upper, so that nothing can fail; give one of them";
  }
  if (gate.contains("date") && gate.contains("undated")) {
    return "has both date and undated; keep one of them";
  }
  if (!gate.contains("date") && !gate.contains("undated")) {
    return "has neither date nor undated; say when its source is from, or why that is not known";
  }
  return "";
}

void add_omissions(const Json& gates, std::vector<GatesProblem>& problems) {
  if (!gates.is_array()) return;
  for (std::size_t i = 0; i < gates.size(); ++i) {
    const std::string what = gates.at(i).is_object() ? omission(gates.at(i)) : "";
    if (!what.empty()) problems.push_back({fmt::format("/gates/{}", i), "schema", what});
  }
}

// That one of the keys of a choice is missing was said already, and better.
bool is_said(const GatesProblem& problem) {
  for (const char* key : {"lower", "upper", "date", "undated"}) {
    if (problem.what.starts_with(fmt::format("lacks the key {} ", key))) return true;
  }
  return problem.place.empty() && problem.what.starts_with("does not follow the schema");
}

void add_schema_problems(const Json& json, std::vector<GatesProblem>& problems) {
  add_omissions(json.value("gates", Json()), problems);
  const bool omitted = !problems.empty();
  for (const auto& line : gates_schema_problems(json, kMostProblems)) {
    auto problem = schema_problem(line);
    if (!omitted || !is_said(problem)) problems.push_back(std::move(problem));
  }
}

}  // namespace

GatesFile parse_gates(std::string_view text, const std::string& name,
                      std::vector<GatesProblem>& problems) {
  const Json json = json::parse_strict(text, name);
  check_kind(json, name);
  add_schema_problems(json, problems);
  GatesFile file{.name = name, .part = {}, .gates = {}};
  if (!problems.empty()) return file;
  file.part = text_at(json, "part");
  const Json& gates = json.at("gates");
  for (std::size_t i = 0; i < gates.size(); ++i) {
    add_contradictions(gates.at(i), i, problems);
    file.gates.push_back(gate_from(gates.at(i)));
  }
  return file;
}

GatesFile parse_gates(std::string_view text, const std::string& name) {
  std::vector<GatesProblem> problems;
  GatesFile file = parse_gates(text, name, problems);
  if (problems.empty()) return file;
  const auto& first = problems.front();
  throw Error(ErrorKind::input,
              fmt::format("{} is not a usable gates file: {}: {}{}", name,
                          first.place.empty() ? "top level" : first.place, first.what,
                          problems.size() == 1 ? "" : "; assay lint lists all that is wrong"));
}

GatesFile read_gates(const std::filesystem::path& path) {
  return parse_gates(json::read_text(path, "a gates file"), json::shown_name(path));
}

}  // namespace assay::judge
