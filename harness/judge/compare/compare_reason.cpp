// Clauses joined by semicolons: what stands out, what explains it, what would settle it.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/compare/compare_reason.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/document/words.hpp"

namespace assay::judge {
namespace {

using document::CaseRecord;

constexpr double kConfidence = 0.95;
constexpr int kSamplesForInterval = 6;  // 1 - 2 / 2^6 is the first coverage above 0.95
constexpr double kNotableShare = 0.05;  // of the time, under a reason for a lower clock

bool too_few_samples(const ComparedCase& pair) {
  return pair.before->confidence < kConfidence || pair.after->confidence < kConfidence;
}

double relative_width(const Figure& figure) {
  return (figure.high - figure.low) / figure.median;
}

std::string what_is_uncertain(const ComparedCase& pair, const ComparisonOptions& options) {
  if (too_few_samples(pair)) {
    return fmt::format("{} samples in OLD and {} in NEW, too few: a 95 % interval needs {}",
                       pair.before->samples, pair.after->samples, kSamplesForInterval);
  }
  const Ratio& ratio = *pair.ratio;
  if (ratio.low <= 1 && ratio.high >= 1) {
    return fmt::format("noise of {} in OLD and {} in NEW hides which way it changed",
                       percent(pair.before->relative_iqr), percent(pair.after->relative_iqr));
  }
  return fmt::format("{} by about the floor of {}, and noise hides on which side of it",
                     ratio.high < 1 ? "slower" : "faster", percent(options.floor));
}

std::string what_would_settle(const ComparedCase& pair) {
  if (too_few_samples(pair)) return "to settle it, run both again at --level standard or longer";
  const bool before_is_wider = relative_width(*pair.before) > relative_width(*pair.after);
  return fmt::format(
      "to settle it, repeat {}, the less exact one, at a longer --level or on a quieter device",
      before_is_wider ? "OLD" : "NEW");
}

// A rate that is bound by arithmetic follows the clock; one that still does not is a finding.
std::string clock_clause(const ComparedCase& pair, Limit limit, double notable) {
  if (!pair.before->clock_hz || !pair.after->clock_hz) return "";
  const double ratio = *pair.after->clock_hz / *pair.before->clock_hz;
  if (!(std::abs(ratio - 1) > notable)) return "";
  std::string clause =
      fmt::format("clock {} {}", percent(std::abs(ratio - 1)), ratio < 1 ? "lower" : "higher");
  const bool follows_clock = limit == Limit::arithmetic && (pair.quantity == Quantity::rate ||
                                                            pair.quantity == Quantity::throughput);
  const double per_clock = pair.ratio->value / ratio;
  if (follows_clock) {
    const bool same = per_clock <= 1 + notable && per_clock >= 1 / (1 + notable);
    clause += same ? ", per clock the same" : fmt::format(", per clock {:.3g} times", per_clock);
  }
  return clause;
}

double share_of(const CaseRecord& record, measure::ClockEvent event) {
  double share = 0;
  if (!record.telemetry.clock_events) return share;
  for (const auto& one : *record.telemetry.clock_events) {
    if (one.reason == event) share = std::max(share, one.share);
  }
  return share;
}

std::string event_clause(const CaseRecord& before, const CaseRecord& after) {
  if (!after.telemetry.clock_events) return "";
  for (const auto& event : *after.telemetry.clock_events) {
    const double share = share_of(before, event.reason);
    if (event.reason == measure::ClockEvent::idle || event.share < share + kNotableShare) continue;
    return fmt::format("{} held the clock down for {} of NEW and {} of OLD",
                       document::word_of(event.reason), percent(event.share), percent(share));
  }
  return "";
}

}  // namespace

std::string percent(double share) {
  return fmt::format("{:.3g} %", 100 * share);
}

std::string reason_of(const ComparedCase& pair, const CaseRecord& before, const CaseRecord& after,
                      const ComparisonOptions& options) {
  constexpr double kNotableClock = 0.01;
  std::vector<std::string> clauses;
  if (pair.outcome == Outcome::uncertain) clauses.push_back(what_is_uncertain(pair, options));
  if (pair.effect == Effect::regression) {
    clauses.push_back(options.tolerance > 0
                          ? fmt::format("beyond the tolerance of {}", percent(options.tolerance))
                          : "no loss is tolerated");
  }
  if (pair.outcome != Outcome::same) {
    clauses.push_back(clock_clause(pair, before.limit, std::max(options.floor, kNotableClock)));
    clauses.push_back(event_clause(before, after));
  }
  if (pair.effect == Effect::not_judged) {
    clauses.push_back(fmt::format("a loss beyond the tolerance of {} is not excluded",
                                  percent(options.tolerance)));
    clauses.push_back(what_would_settle(pair));
  }
  std::erase(clauses, "");
  return fmt::format("{}", fmt::join(clauses, "; "));
}

}  // namespace assay::judge
