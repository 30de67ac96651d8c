// A table of rows, then one builder for each kind of them.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/gap/gap_rows.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "harness/judge/gap/gap_row_list.hpp"

namespace assay::judge {
namespace {

using catalogue::Metric;

// A figure of one side and a measurement of the other make no ratio.
bool complete(const GapRow& row) {
  return row.published || row.measured;
}

void add_ratios(GapRow& row) {
  row.published = ratio_of(row.a.published, row.b.published);
  row.measured = ratio_of(row.a.measured, row.b.measured);
}

std::string figure_of(const GapMetric& asked) {
  if (asked.form == Form::per_sm_clock) {
    return "tensor." + type_of(asked.metric) + ".per_sm_per_clock";
  }
  const auto reference = reference_of(asked.metric);
  return reference ? reference->figure : std::string();
}

GapRow metric_row(const Side& a, const Side& b, const GapMetric& asked) {
  GapRow row{.name = asked.name, .key = to_string(asked.metric), .unit = {}, .a = {}, .b = {}};
  const bool rate = asked.form == Form::rate;
  if (!rate) row.key += " per SM and clock";
  row.unit = rate ? catalogue::find_metric(asked.metric.name)->unit
                  : (type_of(asked.metric) == "int8" ? "op" : "FLOP");
  std::tie(row.a.measured, row.b.measured) = measured_values(a, b, asked.metric, asked.form);
  const auto reference = reference_of(asked.metric);
  const double factor = rate && reference ? reference->factor : 1;
  if (const auto figure = figure_of(asked); !figure.empty()) {
    row.a.published = published_value(a, figure, factor);
    row.b.published = published_value(b, figure, factor);
  }
  add_ratios(row);
  return row;
}

// Of several metrics that could stand for a row, the first that both sides measured, else the first
// of which both know something.
std::optional<GapRow> best_row(const Side& a, const Side& b,
                               const std::vector<GapMetric>& candidates) {
  std::optional<GapRow> best;
  for (const auto& candidate : candidates) {
    GapRow row = metric_row(a, b, candidate);
    if (row.measured) return row;
    if (!best && complete(row)) best = std::move(row);
  }
  return best;
}

// Its published figure is that of the first of its kind, and would only be repeated.
std::optional<GapRow> if_measured(GapRow row) {
  if (!row.a.measured && !row.b.measured) return std::nullopt;
  return row;
}

std::optional<SideValue> power_reported(const Side& side) {
  for (const Exhibit* exhibit : side.exhibits) {
    const auto* facts = exhibit->evidence.facts;
    const auto watts = facts ? facts->default_power_limit_w : std::nullopt;
    if (!watts) continue;
    return SideValue{.value = *watts,
                     .low = *watts,
                     .high = *watts,
                     .ground = exhibit->ground,
                     .source = exhibit->name(),
                     .detail = "default power limit, as the driver states it",
                     .exhibit = exhibit};
  }
  return std::nullopt;
}

// The limit a driver sets, else the one that is printed for the board.
GapCell power_cell(const Side& side) {
  GapCell cell{.published = published_value(side, "power.default_limit"),
               .measured = power_reported(side)};
  if (!cell.published) cell.published = published_value(side, "power.board");
  return cell;
}

GapRow power_row(const Side& a, const Side& b) {
  GapRow row{.name = "power limit",
             .key = "power.default_limit",
             .unit = "W",
             .a = power_cell(a),
             .b = power_cell(b)};
  add_ratios(row);
  return row;
}

GapRow figure_row(const Side& a, const Side& b, const GapFigure& asked) {
  GapRow row{.name = asked.name,
             .key = asked.figure,
             .unit = {},
             .a = {.published = published_value(a, asked.figure), .measured = {}},
             .b = {.published = published_value(b, asked.figure), .measured = {}}};
  row.unit = asked.unit;
  add_ratios(row);
  return row;
}

std::optional<SideValue> quotient(const std::optional<SideValue>& rate,
                                  const std::optional<SideValue>& bandwidth) {
  if (!rate || !bandwidth) return std::nullopt;
  const bool paper = rate->ground == Ground::published;
  return SideValue{.value = rate->value / bandwidth->value,
                   .low = rate->low / bandwidth->high,
                   .high = rate->high / bandwidth->low,
                   .ground = std::max(rate->ground, bandwidth->ground),
                   .source = rate->source == bandwidth->source
                                 ? rate->source
                                 : rate->source + "; " + bandwidth->source,
                   .detail = rate->detail + (paper ? " / " : "; ") + bandwidth->detail,
                   .verified = rate->verified && bandwidth->verified};
}

GapCell quotient(const GapCell& rate, const GapCell& bandwidth) {
  return {.published = quotient(rate.published, bandwidth.published),
          .measured = quotient(rate.measured, bandwidth.measured)};
}

GapRow ridge_row(const GapRow& rate, const GapRow& bandwidth) {
  GapRow row{.name = "FP16 ridge point",
             .key = rate.key + " / " + bandwidth.key,
             .unit = "FLOP/B",
             .a = quotient(rate.a, bandwidth.a),
             .b = quotient(rate.b, bandwidth.b)};
  add_ratios(row);
  return row;
}

class RowList {
 public:
  void add(std::optional<GapRow> row) {
    if (!row || !complete(*row)) return;
    const bool known = std::any_of(rows_.begin(), rows_.end(),
                                   [&](const GapRow& other) { return other.key == row->key; });
    if (!known) rows_.push_back(std::move(*row));
  }
  std::vector<GapRow> take() && { return std::move(rows_); }

 private:
  std::vector<GapRow> rows_;
};

}  // namespace

std::optional<GapRatio> ratio_of(const std::optional<SideValue>& a,
                                 const std::optional<SideValue>& b) {
  if (!a || !b || a->low <= 0 || b->low <= 0) return std::nullopt;
  return GapRatio{.value = b->value / a->value, .low = b->low / a->high, .high = b->high / a->low};
}

std::vector<GapRow> gap_rows(const Side& a, const Side& b, GapRows rows) {
  RowList list;
  for (const auto& one : gap_arithmetic_metrics()) list.add(metric_row(a, b, one));
  const auto memory = best_row(a, b, gap_memory_metrics());
  list.add(memory);
  for (const auto& one : gap_device_metrics()) list.add(metric_row(a, b, one));
  list.add(best_row(a, b, gap_peer_metrics()));
  list.add(best_row(a, b, gap_all_reduce_metrics()));
  list.add(power_row(a, b));
  if (memory) {
    list.add(ridge_row(metric_row(a, b, gap_ridge_metric()), *memory));
  }
  if (rows == GapRows::main) return std::move(list).take();
  for (const auto& group : {gap_memory_metrics(), gap_peer_metrics(), gap_all_reduce_metrics()}) {
    for (const auto& one : group) list.add(if_measured(metric_row(a, b, one)));
  }
  for (const auto& one : gap_other_metrics()) list.add(metric_row(a, b, one));
  for (const auto& one : gap_other_figures()) list.add(figure_row(a, b, one));
  return std::move(list).take();
}

}  // namespace assay::judge
