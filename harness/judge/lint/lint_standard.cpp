// Looks up everything that is known of a gate's metric.
#include "harness/judge/lint/lint_standard.hpp"

#include "harness/judge/verdict/ceiling.hpp"

namespace assay::judge {
namespace {

using catalogue::Metric;
using catalogue::Part;

bool agree(const auto& asked, const auto& has) {
  return !asked || asked == has;
}

bool answers(const Metric& question, const Metric& row) {
  const auto &asked = question.parameters, &has = row.parameters;
  const bool same_type = !asked.type || type_of(question) == type_of(row) || !has.type;
  return question.name == row.name && same_type && agree(asked.direction, has.direction) &&
         agree(asked.engine, has.engine) && agree(asked.algorithm, has.algorithm) &&
         agree(asked.devices, has.devices);
}

// Where several cases answer a gate, the best of them is what it is compared with.
const catalogue::Typical* best_typical(const Part& part, const Metric& question) {
  const catalogue::Typical* best = nullptr;
  for (const auto& row : part.typical) {
    if (answers(question, row.metric) && (!best || row.high > best->high)) best = &row;
  }
  return best;
}

// The question with every open parameter set to what allows the most.
Metric widest(Metric metric) {
  auto& open = metric.parameters;
  if (metric.name == "collective.all_reduce/bus_bandwidth" && !open.algorithm) {
    open.algorithm = "nvls";
  }
  if (metric.name == "transfer.peer/bandwidth" && !open.direction) open.direction = "both";
  if (metric.name == "transfer.copy_engine/bandwidth" && !open.direction) {
    open.direction = "device_to_device";
  }
  return metric;
}

}  // namespace

std::optional<double> Standard::gating() const {
  if (!published || !published->gates()) return std::nullopt;
  return published->value * published_factor;
}

std::optional<double> Standard::near() const {
  if (typical) return typical->high;
  return gating();
}

Standard standard_of(const catalogue::Catalogue& catalogue, const Part* part, const Gate& gate,
                     const catalogue::MetricInfo& metric) {
  Standard standard{.metric = {.name = std::string(metric.name), .parameters = gate.parameters},
                    .unit = std::string(metric.unit),
                    .lower_is_better = metric.unit == "s",
                    .small = gate.bytes && *gate.bytes < kLeastBytes,
                    .published_path = {},
                    .ceiling = {},
                    .ceiling_source = {}};
  standard.range = range_of_metric(standard.metric);
  if (!part) return standard;
  const Metric question = widest(standard.metric);
  if (const auto reference = reference_of(question)) {
    standard.published = part->figure(reference->figure);
    standard.published_path = reference->figure;
    standard.published_factor = reference->factor;
  }
  // What fits a cache is not bound by the memory behind it.
  const bool bounded = !(standard.small && metric.bound == catalogue::Bound::memory);
  if (const auto ceiling = ceiling_of(catalogue, *part, question); bounded && ceiling) {
    standard.ceiling = ceiling->value;
    standard.ceiling_source = ceiling->source;
  }
  standard.typical = best_typical(*part, standard.metric);
  return standard;
}

}  // namespace assay::judge
