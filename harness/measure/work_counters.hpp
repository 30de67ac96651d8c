// What does Google Benchmark show of a case in its own reports?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <benchmark/benchmark.h>

#include <cstdint>

#include "harness/plan/case.hpp"

namespace assay::measure {

/// Rates over the samples of one call, under the names Google Benchmark itself uses.
inline void count_work(benchmark::State& state, const plan::Case& planned, std::int64_t samples) {
  const double launches = static_cast<double>(planned.iterations) * static_cast<double>(samples);
  const auto rate = [&](double per_launch) {
    return benchmark::Counter(per_launch * launches, benchmark::Counter::kIsRate);
  };
  state.counters["items_per_second"] = rate(1);
  if (planned.work.bytes > 0) state.counters["bytes_per_second"] = rate(planned.work.bytes);
  if (planned.work.flop > 0) state.counters["flop_per_second"] = rate(planned.work.flop);
}

}  // namespace assay::measure
