// Halves the interval: the estimate rises with the time of a case, and by no formula known here.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/lasting.hpp"

#include <fmt/format.h>

#include "harness/core/units.hpp"
#include "kernels/error.hpp"

namespace assay::plan {
namespace {

constexpr Seconds kShortest{0.01}, kLongest{86400};
constexpr int kHalvings = 40;  // a day to below a microsecond

[[noreturn]] void refuse(Seconds time, const std::string& why) {
  throw Error(ErrorKind::usage, fmt::format("--for {}: {}", format_duration(time), why));
}

}  // namespace

Plan lasting_plan(const probe::Facts& facts, KernelTable kernels, Options options, Seconds time) {
  const auto plan_at = [&](Seconds each) {
    options.minimum_time = each;
    return make_plan(facts, kernels, options);
  };
  const Plan shortest = plan_at(kShortest);
  if (shortest.estimate() > time) {
    refuse(time, fmt::format("the cases of level {} take {} at the least; give more, or choose "
                             "fewer with --only",
                             to_string(options.level), format_duration(shortest.estimate())));
  }
  if (plan_at(kLongest).estimate() < time) {
    refuse(time, "it is longer than a day of every case; choose more of them");
  }
  Seconds low = kShortest, high = kLongest;
  for (int i = 0; i < kHalvings; ++i) {
    const Seconds middle = (low + high) / 2;
    (plan_at(middle).estimate() > time ? high : low) = middle;
  }
  return plan_at(low);
}

}  // namespace assay::plan
