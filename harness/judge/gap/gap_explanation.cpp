// A ratio is taken apart: published x efficiencies; clock-free x the rest.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/gap/gap_explanation.hpp"

#include <fmt/format.h>

#include <cmath>

#include "harness/judge/gap/gap_telemetry.hpp"

namespace assay::judge {
namespace {

using catalogue::Metric;

// "fp16" of a GEMM, with the units that compute it; empty where it is no arithmetic.
struct Units {
  std::string type;
  bool tensor = false;
};

bool is_quotient(const GapRow& row) {
  return row.key.find(" / ") != row.key.npos;
}

std::optional<Units> units_of(const GapRow& row) {
  if (!row.a.published) return std::nullopt;
  const std::string& figure = row.a.published->detail;
  if (is_quotient(row)) return std::nullopt;
  const auto first = figure.find('.'), last = figure.rfind('.');
  if (first == figure.npos || first == last) return std::nullopt;
  const std::string kind = figure.substr(0, first);
  if (kind != "tensor" && kind != "vector") return std::nullopt;
  return Units{.type = figure.substr(first + 1, last - first - 1), .tensor = kind == "tensor"};
}

std::optional<SideValue> multiprocessors(const Side& side) {
  if (auto published = published_value(side, "sm_count")) return published;
  for (const Exhibit* exhibit : side.exhibits) {
    if (const auto count = exhibit->evidence.multiprocessors()) {
      return SideValue{.value = *count, .source = exhibit->name(), .detail = "SMs"};
    }
  }
  return std::nullopt;
}

SidePair per_sm_clock(const Side& a, const Side& b, const Units& units) {
  const Metric metric{.name = units.tensor ? "tensor.rate/rate" : "fma.rate/rate",
                      .parameters = {.type = units.type}};
  SidePair values = measured_values(a, b, metric, Form::per_sm_clock);
  if (values.first && values.second) return values;
  const std::string figure =
      fmt::format("{}.{}.per_sm_per_clock", units.tensor ? "tensor" : "vector", units.type);
  return {published_value(a, figure), published_value(b, figure)};
}

std::optional<ClockFree> clock_free(const Side& a, const Side& b, const GapRow& row) {
  const auto units = units_of(row);
  if (!units) return std::nullopt;
  const auto [one, other] = per_sm_clock(a, b, *units);
  const auto count_a = multiprocessors(a), count_b = multiprocessors(b);
  if (!one || !other || !count_a || !count_b) return std::nullopt;
  const double ratio = other->value / one->value * count_b->value / count_a->value;
  return ClockFree{.a = one->value,
                   .b = other->value,
                   .multiprocessors_a = count_a->value,
                   .multiprocessors_b = count_b->value,
                   .ratio = ratio,
                   .rest = row.measured->value / ratio,
                   .measured = one->ground != Ground::published,
                   .verified = one->verified && other->verified};
}

std::string clock_free_sentence(const ClockFree& free) {
  return fmt::format(
      " One SM does {:.4g} against {:.4g}{} FLOP in a clock{}; times {:g} and {:g} SMs that is {}, "
      "and a factor of {} is clocks and how busy the units are.",
      free.a, free.b, free.verified ? "" : "*", free.measured ? " as measured" : "",
      free.multiprocessors_a, free.multiprocessors_b, ratio_text(free.ratio),
      ratio_text(free.rest));
}

std::string percent(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

}  // namespace

std::string ratio_text(double ratio) {
  return std::abs(ratio) < 99.95 ? fmt::format("{:#.3g}", ratio) : fmt::format("{:.0f}", ratio);
}

GapExplanation explain(const Side& a, const Side& b, const GapRow& row) {
  GapExplanation made{
      .efficiency_a = row.a.measured->value / row.a.published->value,
      .efficiency_b = row.b.measured->value / row.b.published->value,
      .clock_free = clock_free(a, b, row),
      .cause = is_quotient(row) ? "the quotient of two rows above" : telemetry_of(a, b, row),
      .sentence = {}};
  made.sentence =
      fmt::format("{} published, {} measured: {} reaches {} of its published value, {} {}.",
                  ratio_text(row.published->value), ratio_text(row.measured->value), a.label,
                  percent(made.efficiency_a), b.label, percent(made.efficiency_b));
  if (made.clock_free) made.sentence += clock_free_sentence(*made.clock_free);
  return made;
}

}  // namespace assay::judge
