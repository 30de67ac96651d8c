// What is stated of a part: the figure a metric is held against, rates of one SM, typical ones.
#include <algorithm>
#include <array>

#include "harness/catalogue/metric.hpp"
#include "harness/judge/explain/explained.hpp"

namespace assay::judge {
namespace {

using catalogue::Figure;
using catalogue::Metric;
using catalogue::Part;
using Statements = std::vector<Statement>;

// As parts spell them.
constexpr std::array<const char*, 7> kTypes{"fp64", "fp32", "tf32", "fp16", "bf16", "fp8", "int8"};

void add_figure(const Part& part, const std::string& path, Statement::Kind kind,
                Statements& statements) {
  const Figure* figure = part.figure(path);
  const bool known = std::any_of(statements.begin(), statements.end(),
                                 [&](const auto& one) { return one.about == path; });
  if (figure && !known) statements.push_back({kind, path, *figure});
}

// "tensor.fp16.per_sm_per_clock" beside "tensor.fp16.dense".
std::string of_one_sm(const std::string& path) {
  return path.substr(0, path.rfind('.')) + ".per_sm_per_clock";
}

void add_reference(const Part& part, const Metric& metric, Statements& statements) {
  const auto reference = catalogue::reference_of(metric);
  if (!reference) return;
  add_figure(part, reference->figure, Statement::Kind::published, statements);
  add_figure(part, of_one_sm(reference->figure), Statement::Kind::per_sm_clock, statements);
}

void add_typical(const Part& part, std::string_view metric, Statements& statements) {
  for (const auto& typical : part.typical) {
    if (typical.metric.name != metric) continue;
    for (const auto& seen : typical.observations) {
      statements.push_back({Statement::Kind::typical, catalogue::to_string(typical.metric),
                            seen.figure, seen.conditions});
    }
  }
}

}  // namespace

std::string_view to_string(Statement::Kind kind) {
  switch (kind) {
    case Statement::Kind::published:
      return "published";
    case Statement::Kind::per_sm_clock:
      return "per SM and clock";
    case Statement::Kind::typical:
      return "typical";
  }
  return "";
}

Statements statements_of(const Part& part, std::string_view metric) {
  Statements statements;
  add_reference(part, {.name = std::string(metric)}, statements);
  for (const char* type : kTypes) {
    add_reference(part, {.name = std::string(metric), .parameters = {.type = type}}, statements);
  }
  add_typical(part, metric, statements);
  return statements;
}

}  // namespace assay::judge
