// Populations of one metric together: the middle of all, and the lowest of their limits.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/baseline/baseline_gate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "harness/catalogue/metric_text.hpp"
#include "harness/core/units.hpp"
#include "harness/judge/gates/gates_unit.hpp"
#include "harness/judge/verdict/default_gates.hpp"

namespace assay::judge {
namespace {

using archive::Metric;

/// The unit that people write a value of this base unit in.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kWritten{{
    {"B/s", "GB/s"},
    {"FLOP/s", "TFLOP/s"},
    {"op/s", "TOP/s"},
    {"s", "us"},
    {"B", "MiB"},
    {"1", "1"},
}};

const GateUnit* written_unit(const std::string& base) {
  const auto found = std::find_if(kWritten.begin(), kWritten.end(),
                                  [&](const auto& one) { return one.first == base; });
  return found == kWritten.end() ? nullptr : find_gate_unit(found->second);
}

/// One metric over all strata that count.
struct Pooled {
  std::vector<double> values;        ///< without outliers
  std::size_t all = 0;               ///< with them
  std::optional<double> limit = {};  ///< the loosest of the strata
  double spread = 0;                 ///< of the stratum that set it
  bool of_devices = false;           ///< and not of ways or nodes
};

// Counts on which more than half agree have no scatter, and no margin.
bool is_exact(const Metric& metric, const Population& population) {
  return metric.unit == "1" && population.robust.deviation == 0;
}

void pool(const Metric& metric, const Population& population, Pooled& pooled) {
  std::vector<double> values;
  for (const Sample& sample : population.samples) {
    const double off = std::abs(sample.value - population.robust.median);
    if (off <= population.limit) values.push_back(sample.value);
  }
  pooled.values.insert(pooled.values.end(), values.begin(), values.end());
  pooled.all += population.samples.size();
  pooled.of_devices = population.scope == Scope::device;
  const Robust robust = robust_of(values);
  double margin =
      std::max(kBaselineDeviations * robust.deviation, kBaselineMargin * std::abs(robust.median));
  if (is_exact(metric, population)) margin = 0;
  const double limit = metric.higher_is_better ? robust.median - margin : robust.median + margin;
  const bool looser =
      !pooled.limit || (metric.higher_is_better ? limit < *pooled.limit : limit > *pooled.limit);
  if (!looser) return;
  pooled.limit = limit;
  pooled.spread = robust.median == 0 ? 0 : robust.deviation / std::abs(robust.median);
}

// Empty where it can.
std::string why_no_gate(const Metric& metric, const catalogue::Metric& parsed,
                        const Pooled& pooled) {
  if (!pooled.limit) return "too few devices, ways or nodes have a value of it";
  if (!catalogue::find_metric(parsed.name)) return "it is none of the metrics that gates judge";
  if (parsed.parameters.stride) return "a gate cannot say the stride of a chase";
  if (!written_unit(metric.unit)) return fmt::format("gates have no unit {}", metric.unit);
  if (*pooled.limit <= 0) return "its values scatter so much that no limit above 0 would hold";
  return "";
}

std::string source_of(const Baseline& baseline, const Pooled& pooled, const Metric& metric) {
  constexpr std::size_t kMostText = 500;
  const auto& selection = baseline.selection;
  std::string text = selection.any_simulated ? "SIMULATED: " : "";
  if (selection.any_injected) text += "INJECTED: ";
  text += fmt::format(
      "baseline of {} devices on {} nodes, newest run {}: {} values, {} outliers left out, spread "
      "(scaled MAD) {:.2g} %; {} is the median {} the greater of 5 spreads and 5 %",
      baseline.devices, baseline.nodes, baseline.newest, pooled.values.size(),
      pooled.all - pooled.values.size(), 100 * pooled.spread,
      metric.higher_is_better ? "lower" : "upper", metric.higher_is_better ? "less" : "plus");
  text += fmt::format("; {}", fmt::join(baseline.strata, "; "));
  if (text.size() > kMostText) text = text.substr(0, kMostText) + "...";
  return text;
}

std::string question(const Metric& metric) {
  return catalogue::to_string(question_of(catalogue::parse_metric(metric.name)));
}

BaselineGate gate_of(const Metric& metric, catalogue::Metric parsed, Pooled& pooled,
                     const Baseline& baseline) {
  const GateUnit& unit = *written_unit(metric.unit);
  BaselineGate made{.gate = {.metric = parsed.name,
                             .parameters = parsed.parameters,
                             .bytes = parsed.parameters.bytes,
                             .expected = {},
                             .lower = {},
                             .upper = {},
                             .unit = std::string(unit.name),
                             .unit_factor = unit.factor,
                             .source = source_of(baseline, pooled, metric),
                             .date = baseline.newest},
                    .values = pooled.values.size(),
                    .outliers = pooled.all - pooled.values.size(),
                    .spread = pooled.spread};
  made.gate.parameters.bytes.reset();
  (metric.higher_is_better ? made.gate.lower : made.gate.upper) = pooled.limit;
  // What each of the devices was measured in, each such device is to be measured in.
  made.gate.required = pooled.of_devices && pooled.all == baseline.devices;
  made.gate.expected = median_of(pooled.values);
  return made;
}

}  // namespace

void add_gates(const archive::Collection& collection, const Populations& populations,
               const std::vector<char>& chosen, Baseline& baseline) {
  std::map<std::uint32_t, Pooled> by_metric;
  for (const Population& population : populations.list()) {
    const Metric& metric = collection.metrics()[population.metric];
    const bool counts = population.scope == Scope::device || population.scope == Scope::link ||
                        (population.scope == Scope::node && is_of_node(metric));
    if (!counts || chosen[population.stratum] == 0) continue;
    Pooled& pooled = by_metric[population.metric];
    if (population.judged()) pool(metric, population, pooled);
  }
  std::map<std::string, std::size_t> asked;
  for (const auto& one : by_metric) ++asked[question(collection.metrics()[one.first])];
  for (auto& [index, pooled] : by_metric) {
    const Metric& metric = collection.metrics()[index];
    auto parsed = catalogue::parse_metric(metric.name);
    // The same question as that of the default gates, which it then replaces; where several metrics
    // ask it, each by itself.
    if (asked[question(metric)] == 1) parsed = question_of(parsed);
    const std::string reason = why_no_gate(metric, parsed, pooled);
    if (reason.empty()) {
      baseline.gates.push_back(gate_of(metric, parsed, pooled, baseline));
    } else {
      baseline.left_out.push_back({metric.name, reason});
    }
  }
}

}  // namespace assay::judge
