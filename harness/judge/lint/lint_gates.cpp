// Which metrics a gate is about, and whether there can be cases of them at all.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/judge/lint/lint.hpp"
#include "harness/judge/lint/lint_parameters.hpp"
#include "harness/judge/lint/lint_standard.hpp"
#include "harness/judge/lint/lint_value.hpp"
#include "harness/judge/lint/lint_words.hpp"
#include "harness/plan/glob.hpp"

namespace assay::judge {
namespace {

using catalogue::Catalogue;
using catalogue::MetricInfo;
using catalogue::Part;
using Metrics = std::vector<const MetricInfo*>;

void check_part(const Catalogue& catalogue, const GatesFile& file, Findings& findings) {
  if (catalogue.find(file.part)) return;
  std::vector<std::string> ids;
  for (const auto& part : catalogue.parts) ids.push_back(part.id);
  findings.error("/part", "part",
                 fmt::format("{} is no part of the catalogue, and there is no default; nearest: {}",
                             file.part, fmt::join(nearest(file.part, std::move(ids)), ", ")));
}

Metrics matching(const Gate& gate) {
  Metrics list;
  for (const auto& metric : catalogue::metrics()) {
    if (plan::matches(gate.metric, metric.name)) list.push_back(&metric);
  }
  return list;
}

std::string nearest_metrics(const Gate& gate) {
  std::vector<std::string> names;
  for (const auto& metric : catalogue::metrics()) names.emplace_back(metric.name);
  return fmt::format("{}", fmt::join(nearest(gate.metric, std::move(names)), ", "));
}

bool is_unsupported(const Part& part, const Gate& gate, const MetricInfo& metric) {
  const auto type = catalogue::type_of(
      {.name = std::string(metric.name), .parameters = {.type = gate.parameters.type}});
  return metric.bound == catalogue::Bound::tensor &&
         std::find(part.unsupported.begin(), part.unsupported.end(), type) !=
             part.unsupported.end();
}

// Leaves the metrics that can have such a case; a glob may well match more.
Metrics with_parameters(const Gate& gate, const Metrics& metrics, const std::string& place,
                        Findings& findings) {
  Metrics possible;
  std::string first;
  for (const auto* metric : metrics) {
    const auto problem = impossible_parameters(gate, *metric);
    if (problem.empty()) possible.push_back(metric);
    if (first.empty()) first = problem;
  }
  if (possible.empty()) {
    findings.error(place + "/parameters", "parameters",
                   first +
                       ", so that no case can be judged by this gate; remove the parameter or "
                       "correct it");
  }
  return possible;
}

Metrics supported(const Part* part, const Gate& gate, const Metrics& metrics,
                  const std::string& place, Findings& findings) {
  if (!part || metrics.empty()) return metrics;
  Metrics list;
  for (const auto* metric : metrics) {
    if (!is_unsupported(*part, gate, *metric)) list.push_back(metric);
  }
  if (list.empty()) {
    findings.error(
        place + "/metric", "unsupported",
        fmt::format("the tensor cores of {} do not have the data type of {}, so that the "
                    "gate can never be judged; remove it",
                    part->id,
                    to_string(catalogue::Metric{std::string(metrics[0]->name), gate.parameters})));
  }
  return list;
}

void lint_gate(const Catalogue& catalogue, const Part* part, const Gate& gate, std::size_t index,
               Findings& findings) {
  const std::string place = fmt::format("/gates/{}", index);
  Metrics metrics = matching(gate);
  if (metrics.empty()) {
    findings.error(
        place + "/metric", "metric",
        fmt::format("\"{}\" matches no metric, so that the gate guards nothing; nearest: "
                    "{}",
                    gate.metric, nearest_metrics(gate)));
    return;
  }
  metrics = with_parameters(gate, metrics, place, findings);
  metrics = supported(part, gate, metrics, place, findings);
  for (const auto* metric : metrics) {
    check_values(gate, index, standard_of(catalogue, part, gate, *metric), findings);
  }
}

void check_twice(const GatesFile& file, Findings& findings) {
  const auto same = [](const Gate& one, const Gate& other) {
    return one.metric == other.metric && one.parameters == other.parameters &&
           one.bytes == other.bytes;
  };
  for (std::size_t i = 0; i < file.gates.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!same(file.gates[i], file.gates[j])) continue;
      findings.error(fmt::format("/gates/{}/metric", i), "twice",
                     fmt::format("gate {} is about the same cases of {}; keep one of the two", j,
                                 file.gates[i].metric));
    }
  }
}

}  // namespace

std::vector<Finding> lint_gates(const Catalogue& catalogue, const GatesFile& gates) {
  std::vector<Finding> list;
  Findings findings(gates.name, list);
  check_part(catalogue, gates, findings);
  const Part* part = catalogue.find(gates.part);
  for (std::size_t i = 0; i < gates.gates.size(); ++i) {
    lint_gate(catalogue, part, gates.gates[i], i, findings);
  }
  check_twice(gates, findings);
  return list;
}

}  // namespace assay::judge
