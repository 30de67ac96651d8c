// What do nightly measurements of one metric look like, when it is known what changed and when?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

#include "harness/archive/series.hpp"

namespace assay::bench {

/// Equal on every machine and with every library, other than std::normal_distribution.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    state_ ^= state_ << 13U;  // xorshift64* (Vigna 2016)
    state_ ^= state_ >> 7U;
    state_ ^= state_ << 17U;
    return state_ * 0x2545f4914f6cdd1dU;
  }
  /// Above 0 and below 1.
  double uniform() { return (static_cast<double>(bits() >> 12U) + 0.5) / 4503599627370496.0; }
  double normal() {
    return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * std::numbers::pi * uniform());
  }
  /// Student's t with three degrees of freedom, of variance 1.
  double heavy() {
    const double a = normal(), b = normal(), c = normal();
    return normal() / std::sqrt(a * a + b * b + c * c);
  }

 private:
  std::uint64_t state_;
};

enum class Tail { normal, heavy };

struct PlannedStep {
  std::size_t night = 0;  ///< the first at the new level
  double size = 0;        ///< -0.05: 5 % less from then on
};

struct HistoryPlan {
  std::size_t nights = 365;
  double noise = 0.01;  ///< standard deviation as a share of the level
  Tail tail = Tail::normal;
  double correlation = 0;  ///< of a night with the next
  double missing = 0;      ///< share of nights without a run
  double spikes = 0;       ///< share of nights that reach 20 % less
  double quantum = 0;      ///< values are multiples of it; the level is 100
  double drift = 0;        ///< -0.05: 5 % less at the end, the same loss every night
  std::vector<PlannedStep> steps = {};
};

struct History {
  archive::Series series;
  std::vector<std::size_t> splits;  ///< index of the first point after each planned step
};

inline History history_of(const HistoryPlan& plan, std::uint64_t seed) {
  Random random(0x9e3779b97f4a7c15U * (seed + 1));
  History history;
  history.series.key = {.device = "GPU-0", .metric = "gemm.bf16/throughput", .unit = "FLOP/s"};
  double before = 0;
  std::vector<bool> reached(plan.steps.size(), false);
  for (std::size_t night = 0; night < plan.nights; ++night) {
    double level =
        100 * (1 + plan.drift * static_cast<double>(night) / static_cast<double>(plan.nights));
    for (const PlannedStep& step : plan.steps) {
      if (night >= step.night) level *= 1 + step.size;
    }
    const double fresh = plan.tail == Tail::heavy ? random.heavy() : random.normal();
    before = night == 0 ? fresh
                        : plan.correlation * before +
                              std::sqrt(1 - plan.correlation * plan.correlation) * fresh;
    double value = level * (1 + plan.noise * before);
    const bool is_spike = random.uniform() < plan.spikes,
               is_missing = random.uniform() < plan.missing;
    if (is_spike) value *= 0.8;
    if (plan.quantum > 0) value = std::round(value / plan.quantum) * plan.quantum;
    if (is_missing) continue;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
      if (!reached[i] && night >= plan.steps[i].night) {
        reached[i] = true;
        history.splits.push_back(history.series.points.size());
      }
    }
    constexpr std::int64_t kDay = 86400, kStart = 1767225600;  // 2026-01-01T00:00:00Z
    history.series.points.push_back({.at = document::Timestamp(std::chrono::seconds(
                                         kStart + kDay * static_cast<std::int64_t>(night))),
                                     .value = value,
                                     .run = static_cast<std::int64_t>(night) + 1});
  }
  return history;
}

}  // namespace assay::bench
