// Documents become exhibits; values are looked up in order of who stands behind them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/gap/sides.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::judge {
namespace {

using catalogue::Metric;
using catalogue::Observation;
using catalogue::Part;

bool is_better(const Metric& metric, double value, double than) {
  return metric.name.ends_with("/latency") ? value < than : value > than;
}

const Observation* best_of(const Metric& metric, const std::vector<const Observation*>& seen) {
  const Observation* best = nullptr;
  for (const Observation* one : seen) {
    if (!best || is_better(metric, one->figure.value, best->figure.value)) best = one;
  }
  return best;
}

std::optional<SideValue> value_of(const Metric& metric,
                                  const std::vector<const Observation*>& seen) {
  const Observation* best = best_of(metric, seen);
  if (!best) return std::nullopt;
  SideValue made{.value = best->figure.value,
                 .low = best->figure.value,
                 .high = best->figure.value,
                 .ground = Ground::others,
                 .source = best->figure.source,
                 .detail = best->conditions,
                 .verified = best->figure.gates()};
  for (const Observation* one : seen) {
    made.low = std::min(made.low, one->figure.value);
    made.high = std::max(made.high, one->figure.value);
  }
  return made;
}

std::vector<const Observation*> seen_on(const Side& side, const Metric& metric) {
  std::vector<const Observation*> seen;
  const auto* typical = side.part ? side.part->typical_of(metric) : nullptr;
  if (!typical) return seen;
  for (const auto& one : typical->observations) seen.push_back(&one);
  return seen;
}

bool alike(const Observation& one, const Observation& other) {
  return one.figure.source == other.figure.source && one.conditions == other.conditions;
}

std::vector<const Observation*> like(const Observation& model,
                                     const std::vector<const Observation*>& seen) {
  std::vector<const Observation*> found;
  for (const Observation* one : seen) {
    if (alike(*one, model)) found.push_back(one);
  }
  return found;
}

// The observation of `one` that has its like on the other side; of several the pair that is best,
// whichever side is asked first.
const Observation* shared(const Metric& metric, const std::vector<const Observation*>& one,
                          const std::vector<const Observation*>& other) {
  const Observation* chosen = nullptr;
  double best = 0;
  for (const Observation* seen : one) {
    const Observation* pendant = best_of(metric, like(*seen, other));
    if (!pendant) continue;
    const double product = seen->figure.value * pendant->figure.value;
    if (chosen && !is_better(metric, product, best)) continue;
    chosen = seen;
    best = product;
  }
  return chosen;
}

std::optional<SideValue> value_of(const Exhibit& exhibit, const Metric& metric, Form form) {
  const Measurement* found = exhibit.evidence.find(metric);
  if (!found) return std::nullopt;
  double scale = 1;
  if (form == Form::per_sm_clock) {
    const auto per = exhibit.evidence.per_sm_clock(*found);
    if (!per) return std::nullopt;
    scale = *per / found->value;
  }
  return SideValue{.value = found->value * scale,
                   .low = found->low * scale,
                   .high = found->high * scale,
                   .ground = exhibit.ground,
                   .source = exhibit.name(),
                   .detail = found->record->name,
                   .measurement = found,
                   .exhibit = &exhibit};
}

}  // namespace

std::string Exhibit::name() const {
  return fmt::format("{}, {}", document, evidence.device);
}

bool Exhibit::behaves_like(std::string_view part) const {
  return std::find(identity.candidates.begin(), identity.candidates.end(), part) !=
         identity.candidates.end();
}

Identifier identifier_of(const catalogue::Catalogue& catalogue) {
  return [&catalogue](const DeviceEvidence& evidence) { return identify(catalogue, evidence); };
}

std::vector<Exhibit> exhibits_of(const SourceDocument& source, const Identifier& identifier) {
  std::vector<Exhibit> list;
  auto devices = evidence_of(source.document);
  const bool gpus = std::any_of(devices.begin(), devices.end(),
                                [](const auto& one) { return one.facts != nullptr; });
  for (auto& device : devices) {
    if (gpus && !device.facts) continue;
    Identity identity = identifier(device);
    list.push_back({.document = source.name,
                    .ground = source.ground,
                    .simulated = source.document.run.simulated.has_value(),
                    .injected = !source.document.run.injected.empty(),
                    .evidence = std::move(device),
                    .identity = std::move(identity)});
  }
  return list;
}

std::optional<SideValue> published_value(const Side& side, std::string_view figure, double factor) {
  const auto* found = side.part ? side.part->figure(figure) : nullptr;
  if (!found) return std::nullopt;
  const double value = found->value * factor;
  return SideValue{.value = value,
                   .low = value,
                   .high = value,
                   .ground = Ground::published,
                   .source = found->source,
                   .detail = std::string(figure),
                   .note = fmt::format("{}{}{}", to_string(found->authority),
                                       found->note.empty() ? "" : ": ", found->note),
                   .verified = found->gates()};
}

std::optional<SideValue> document_value(const Side& side, const Metric& metric, Form form) {
  std::optional<SideValue> best;
  for (const Exhibit* exhibit : side.exhibits) {
    auto made = value_of(*exhibit, metric, form);
    if (!made) continue;
    const bool firmer = best && made->ground < best->ground;
    const bool equal = best && made->ground == best->ground;
    if (!best || firmer || (equal && is_better(metric, made->value, best->value))) {
      best = std::move(made);
    }
  }
  return best;
}

std::optional<SideValue> others_value(const Side& side, const Metric& metric) {
  return value_of(metric, seen_on(side, metric));
}

SidePair others_values(const Side& one, const Side& other, const Metric& metric) {
  const auto ours = seen_on(one, metric), theirs = seen_on(other, metric);
  const Observation* model = shared(metric, ours, theirs);
  if (!model) return {value_of(metric, ours), value_of(metric, theirs)};
  return {value_of(metric, like(*model, ours)), value_of(metric, like(*model, theirs))};
}

SidePair measured_values(const Side& one, const Side& other, const Metric& metric, Form form) {
  SidePair values{document_value(one, metric, form), document_value(other, metric, form)};
  if (form != Form::rate) return values;
  if (!values.first && !values.second) return others_values(one, other, metric);
  if (!values.first) values.first = others_value(one, metric);
  if (!values.second) values.second = others_value(other, metric);
  return values;
}

}  // namespace assay::judge
