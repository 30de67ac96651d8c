// The decision, in the order in which it must fail closed.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/compare/compare_pair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/document/words.hpp"
#include "harness/judge/compare/compare_reason.hpp"

namespace assay::judge {
namespace {

using document::CaseRecord;
using measure::Status;

constexpr double kConfidence = 0.95;

bool has_result(const CaseRecord* record) {
  return record != nullptr && record->status == Status::ok && record->statistics.has_value();
}

// A count of which every sample agrees is exact; every other interval is as good as it says.
Figure figure_of(const CaseRecord& record) {
  const auto& s = *record.statistics;
  const bool exact = record.quantity == Quantity::count && s.minimum == s.maximum;
  return {.median = s.median,
          .low = s.interval_low,
          .high = s.interval_high,
          .confidence = exact ? 1 : s.interval_confidence,
          .samples = s.count,
          .relative_iqr = s.relative_iqr,
          .clock_hz = record.telemetry.clock_hz};
}

ComparedCase described(const CaseRecord& record) {
  ComparedCase compared;
  compared.name = record.name;
  compared.kernel = record.kernel;
  compared.device = record.device;
  compared.quantity = record.quantity;
  compared.type = record.parameters.type;
  return compared;
}

std::string state_of(const CaseRecord* record) {
  if (record == nullptr) return "not planned";
  return fmt::format("{}: {}", document::word_of(record->status), record->reason);
}

// No two measurements have the same samples to the last bit; the same document has.
bool same_measurement(const CaseRecord& before, const CaseRecord& after) {
  return before.samples == after.samples && before.work.bytes == after.work.bytes &&
         before.work.flop == after.work.flop &&
         before.iterations_per_sample == after.iterations_per_sample;
}

bool is_usable(const Ratio& ratio) {
  return ratio.low > 0 && std::isfinite(ratio.value) && std::isfinite(ratio.high);
}

// Losing one of 132 is less than any floor, and still a loss.
ComparisonOptions for_quantity(Quantity quantity, ComparisonOptions options) {
  if (quantity == Quantity::count) options = {.tolerance = 0, .floor = 0};
  return options;
}

Outcome outcome_of(const ComparedCase& pair, const ComparisonOptions& options) {
  const Ratio& ratio = *pair.ratio;
  const double upper = 1 + options.floor, lower = 1 / upper;
  const bool exact_enough =
      pair.before->confidence >= kConfidence && pair.after->confidence >= kConfidence;
  if (!exact_enough) return Outcome::uncertain;
  if (ratio.low >= lower && ratio.high <= upper) return Outcome::same;
  if (ratio.low > 1 && ratio.value > upper) return Outcome::faster;
  if (ratio.high < 1 && ratio.value < lower) return Outcome::slower;
  return Outcome::uncertain;
}

// An interval from too few samples excludes nothing.
Effect effect_of(const ComparedCase& pair, const ComparisonOptions& options) {
  const double least = 1 - options.tolerance;
  const bool too_few =
      pair.before->confidence < kConfidence || pair.after->confidence < kConfidence;
  switch (pair.outcome) {
    case Outcome::slower:
      if (pair.ratio->value < least) return Effect::regression;
      return pair.ratio->low < least ? Effect::not_judged : Effect::none;
    case Outcome::uncertain:
      return too_few || pair.ratio->low < least ? Effect::not_judged : Effect::none;
    default:
      return Effect::none;
  }
}

ComparedCase lost(ComparedCase compared, std::string reason) {
  compared.outcome = Outcome::lost;
  compared.effect = Effect::not_judged;
  compared.reason = std::move(reason);
  return compared;
}

ComparedCase compare_results(ComparedCase pair, const CaseRecord& before, const CaseRecord& after,
                             const ComparisonOptions& given) {
  const ComparisonOptions options = for_quantity(pair.quantity, given);
  if (same_measurement(before, after)) {
    pair.ratio = Ratio{.confidence = 1};
    pair.outcome = Outcome::same;
    pair.reason = "the very same samples: one measurement, not two";
    return pair;
  }
  pair.ratio = ratio_of(*pair.before, *pair.after, pair.quantity);
  if (!is_usable(*pair.ratio)) {
    pair.ratio.reset();
    return lost(std::move(pair), "the two figures are too far apart for a ratio");
  }
  pair.outcome = outcome_of(pair, options);
  pair.effect = effect_of(pair, options);
  pair.reason = reason_of(pair, before, after, options);
  return pair;
}

}  // namespace

Ratio ratio_of(const Figure& before, const Figure& after, Quantity quantity) {
  const bool lower_is_better = document::better_of(quantity) == "lower";
  const Figure& top = lower_is_better ? before : after;
  const Figure& bottom = lower_is_better ? after : before;
  return {.value = top.median / bottom.median,
          .low = top.low / bottom.high,
          .high = top.high / bottom.low,
          .confidence = std::max(0.0, before.confidence + after.confidence - 1)};
}

ComparedCase compare_case(const CaseRecord& before, const CaseRecord* after,
                          const ComparisonOptions& options) {
  ComparedCase compared = described(before);
  if (has_result(&before)) compared.before = figure_of(before);
  if (has_result(after)) compared.after = figure_of(*after);
  if (after != nullptr && after->status == Status::wrong) {
    compared.outcome = Outcome::wrong;
    compared.effect = Effect::wrong_answer;
    compared.reason = fmt::format("NEW computed a wrong answer: {}", after->reason);
    return compared;
  }
  if (!compared.before) {
    compared.reason = fmt::format("no result in OLD ({}); in NEW {}", state_of(&before),
                                  compared.after ? "ok" : state_of(after));
    return compared;
  }
  if (!compared.after) {
    return lost(
        std::move(compared),
        fmt::format("ok in OLD, without a result in NEW ({}); run it again", state_of(after)));
  }
  if (before.quantity != after->quantity || before.device != after->device) {
    return lost(std::move(compared), "OLD and NEW mean different cases by this name");
  }
  return compare_results(std::move(compared), before, *after, options);
}

ComparedCase only_after(const CaseRecord& after) {
  ComparedCase compared = described(after);
  if (has_result(&after)) compared.after = figure_of(after);
  if (after.status == Status::wrong) {
    compared.outcome = Outcome::wrong;
    compared.effect = Effect::wrong_answer;
    compared.reason = fmt::format("NEW computed a wrong answer: {}", after.reason);
  } else {
    compared.reason = compared.after ? "only in NEW" : "only in NEW, " + state_of(&after);
  }
  return compared;
}

}  // namespace assay::judge
