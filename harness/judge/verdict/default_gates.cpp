// Typical figures of the part itself, else of its family, else of its architecture.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/verdict/default_gates.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/core/units.hpp"
#include "harness/judge/evidence.hpp"

namespace assay::judge {
namespace {

using catalogue::Catalogue;
using catalogue::Metric;
using catalogue::Part;
using catalogue::Typical;

// What is published of collectives is what NCCL reaches, where it names no engine.
bool is_of_our_kernel(const Metric& metric) {
  return metric.name.starts_with("collective.") && metric.parameters.engine == "sm";
}

constexpr const char* kOnlyNcclIsJudged =
    "what is published is of NCCL, and this is a kernel of assay: NCCL beside it is what is judged";

std::string shown(double value, const Typical& typical) {
  return format_quantity(value, typical.unit);
}

bool observed_by_measurement(const Typical& typical) {
  return std::all_of(typical.observations.begin(), typical.observations.end(),
                     [](const auto& one) { return one.figure.gates(); });
}

std::string sources_of(const Typical& typical) {
  if (typical.observations.empty()) return "";
  const auto& first = typical.observations.front().figure;
  const std::size_t others = typical.observations.size() - 1;
  if (others == 0) return fmt::format("one observation, {}", first.source);
  return fmt::format("{} and {} more", first.source, others);
}

GateValue from_own(const Typical& typical) {
  return {.value = typical.low * kHealthySpread,
          .source = fmt::format("lowest typical {} less 5 % ({})", shown(typical.low, typical),
                                sources_of(typical))};
}

struct Relative {
  double share = 0;  ///< of the published figure
  const Part* part = nullptr;
  const Typical* typical = nullptr;
  std::string_view among = "its relatives";
};

// The lowest share of its published figure that any of the chosen parts typically reaches.
Relative lowest_share(const Catalogue& catalogue, const Metric& metric,
                      const catalogue::Reference& reference, const auto& chosen) {
  Relative lowest;
  for (const Part& other : catalogue.parts) {
    if (!chosen(other)) continue;
    const Typical* typical = own_typical(other, metric);
    const auto published = other.gating(reference.figure);
    if (!typical || !published) continue;
    const double share = typical->low / (*published * reference.factor);
    if (!lowest.part || share < lowest.share) lowest = {share, &other, typical};
  }
  return lowest;
}

std::optional<Relative> share_of_relatives(const Catalogue& catalogue, const Part& part,
                                           const Metric& metric,
                                           const catalogue::Reference& reference) {
  const auto family = [&](const Part& other) { return other.family == part.family; };
  const auto architecture = [&](const Part& other) {
    return other.architecture == part.architecture;
  };
  Relative found = lowest_share(catalogue, metric, reference, family);
  if (!found.part) found = lowest_share(catalogue, metric, reference, architecture);
  // What share of its bandwidth a memory gives up depends on the memory, not on the architecture.
  if (!found.part && reference.figure == "memory.bandwidth") {
    found = lowest_share(catalogue, metric, reference, [](const Part&) { return true; });
    found.among = "all parts of the catalogue";
  }
  if (!found.part) return std::nullopt;
  return found;
}

std::string_view subject_of(const Metric& metric) {
  return std::string_view(metric.name).substr(0, metric.name.find('.'));
}

// What bounds a part in one metric, such as its power limit, bounds it in the like: an L40S reaches
// 74 % of its published bf16 rate, so 97 % in tf32, as its cooler sibling, is not to be asked of
// it.
Relative lowest_like_share(const Part& part, const Metric& metric) {
  const auto* info = catalogue::find_metric(metric.name);
  Relative lowest;
  for (const Typical& typical : part.typical) {
    const auto* other = catalogue::find_metric(typical.metric.name);
    const auto reference = reference_of(typical.metric);
    if (!info || !other || other->bound != info->bound || !reference) continue;
    if (subject_of(typical.metric) != subject_of(metric)) continue;
    const auto published = part.gating(reference->figure);
    if (!published || !observed_by_measurement(typical)) continue;
    const double share = typical.low / (*published * reference->factor);
    if (!lowest.part || share < lowest.share) lowest = {share, &part, &typical};
  }
  return lowest;
}

void add_from_relatives(DefaultGate& gate, const Catalogue& catalogue, const Part& part,
                        const Metric& metric) {
  const auto reference = reference_of(metric);
  if (!reference) {
    gate.why_no_lower =
        is_of_our_kernel(metric) ? kOnlyNcclIsJudged : "nobody published what healthy ones reach";
    return;
  }
  const catalogue::Figure* figure = part.figure(reference->figure);
  if (!figure || !figure->gates()) {
    gate.why_no_lower = figure ? fmt::format("the published {} is {} and judges nothing",
                                             format_quantity(figure->value, figure->unit),
                                             to_string(figure->authority))
                               : "nobody published what it should reach";
    return;
  }
  auto relative = share_of_relatives(catalogue, part, metric, *reference);
  if (!relative) {
    gate.why_no_lower = is_of_our_kernel(metric)
                            ? kOnlyNcclIsJudged
                            : "nobody published what healthy ones of its architecture reach";
    return;
  }
  std::string whose =
      fmt::format("the lowest share among {} ({})", relative->among, relative->part->id);
  if (const Relative own = lowest_like_share(part, metric);
      own.part && own.share < relative->share) {
    relative = own;
    whose = fmt::format("its own share in {}", own.typical->metric.name);
  }
  gate.typical = relative->typical;
  gate.lower =
      GateValue{.value = figure->value * reference->factor * relative->share * kHealthySpread,
                .source = fmt::format(
                    "no typical figure of this part: {:.1f} % of the published {}, {}, less 5 %",
                    100 * relative->share,
                    format_quantity(figure->value * reference->factor, figure->unit), whose)};
}

void add_capacity(DefaultGate& gate, const Part& part) {
  const auto reported = part.gating("memory.reported"), sold = part.gating("memory.size");
  if (!reported && !sold) {
    gate.why_no_lower = "nobody published its memory";
    return;
  }
  gate.lower = GateValue{
      .value = reported.value_or(sold.value_or(0)) * kUsableMemory,
      .source = fmt::format("95 % of the memory {}: the rest is taken by driver and context",
                            reported ? "the driver of such a part states" : "as sold")};
}

void add_count(DefaultGate& gate, const Part& part) {
  if (const auto count = part.gating("sm_count")) {
    gate.lower = GateValue{.value = *count, .source = "SMs of the part"};
  } else {
    gate.why_no_lower = "nobody published its SMs";
  }
}

}  // namespace

catalogue::Metric question_of(const Metric& metric) {
  Metric question = metric;
  const bool typed = metric.name.starts_with("tensor.") || metric.name.starts_with("fma.");
  const bool known = catalogue::find_metric(metric.name) != nullptr;
  if (known && !typed) question.parameters.type.reset();
  const auto leave_out = [](std::optional<std::string>& word, std::string_view usual) {
    if (word == usual) word.reset();
  };
  leave_out(question.parameters.submission, kUsualSubmission);
  leave_out(question.parameters.host_memory, kUsualHostMemory);
  return question;
}

const Typical* own_typical(const Part& part, const Metric& metric) {
  for (const Typical& one : part.typical) {
    if (is_of_our_kernel(metric) && !one.metric.parameters.engine) continue;
    if (answers(one.metric, metric) && observed_by_measurement(one)) return &one;
  }
  return nullptr;
}

DefaultGate default_gate(const Catalogue& catalogue, const Part& part, const Metric& metric) {
  DefaultGate gate{.upper = ceiling_of(catalogue, part, metric)};
  const auto* info = catalogue::find_metric(metric.name);
  if (!info) {
    gate.why_no_lower = "it is no metric of the catalogue";
  } else if (info->bound == catalogue::Bound::capacity) {
    add_capacity(gate, part);
  } else if (info->bound == catalogue::Bound::count) {
    add_count(gate, part);
  } else if (info->unit == "s") {
    gate.why_no_lower = "no default gate of a latency";
  } else if (const Typical* own = own_typical(part, metric)) {
    gate.typical = own;
    gate.lower = from_own(*own);
  } else {
    add_from_relatives(gate, catalogue, part, metric);
  }
  return gate;
}

}  // namespace assay::judge
