// One function for each kind of feature; every constant with its reason.
#include "harness/judge/identity/identity_penalties.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace assay::judge {
namespace {

double square(double x) {
  return x * x;
}

// Of a deviation in standard deviations.
double bell(double deviation, double floor = kFarOutside) {
  return std::max(-square(deviation) / 2, floor);
}

// More than a part has. Up to 10 % is noise and the reading of the clock, 3 % being one standard
// deviation of both; beyond that a part is ruled out, unless its figure is a deduction.
double excess(double log_ratio, bool inferred) {
  if (log_ratio <= 0) return 0;
  if (log_ratio > 0.10) return inferred ? kFarOutside : kImpossible;
  return bell(log_ratio / 0.03);
}

// Any missing SM is a defect, seen on perhaps one device in ten that come to be examined: -2. From
// there on a factor e for each 5 %: a handful is a yield or an error map, a third is another part.
double multiprocessors(double measured, double expected, const Share& of) {
  if (measured > expected) return kImpossible;
  const double share = measured / expected;
  if (of.is_slice()) return share <= of.multiprocessors ? 0 : kFarOutside;
  if (measured == expected) return 0;
  return std::max(-2 - (1 - share) / 0.05, kFarOutside);
}

// A register-resident loop reaches 95 to 100 % of what an SM issues; 6 % below is one standard
// deviation, half the rate (the nearest that another generation has) is far outside.
double per_sm_clock(double log_ratio, bool inferred) {
  return log_ratio > 0 ? excess(log_ratio, inferred) : bell(log_ratio / 0.06);
}

// Without a census missing SMs look like a lower rate: 15 %, which is 20 of 132 SMs.
double per_clock(double log_ratio, bool inferred, const Share& of) {
  if (log_ratio > 0) return excess(log_ratio, inferred);
  if (of.is_slice()) return log_ratio <= std::log(of.multiprocessors) ? 0 : kFarOutside;
  return bell(log_ratio / 0.15);
}

// Without clocks the two kernels may have run at different ones: an H100 ran its tensor cores at
// 1575 MHz under the power cap where it runs fp32 at 1980. One standard deviation is 15 %.
double ratio(double log_ratio, bool same_clock) {
  return bell(log_ratio / (same_clock ? 0.06 : 0.15));
}

// Healthy parts were seen at 0.84 to 0.99 of the published figure with the best of our kernels;
// below that a factor e for each 10 %, since lowered clocks and ECC replays do lower it. Figures
// are rounded (2000 for 2039 GB/s), and the best of noisy kernels is taken: 5 % above is possible.
double bandwidth(double share) {
  if (share > 1.05) return kImpossible;
  return std::clamp((share - 0.85) / 0.10, -5.0, 0.0);
}

// Of what can be addressed a healthy device gives 95 to 99 %. Less is memory in use by others: rare
// where a device is examined. 80 of 94 GB (H100 against H100 NVL) weigh -4.
double capacity(double share, bool inferred) {
  if (share > 1.005) return inferred ? kFarOutside : kImpossible;
  return std::clamp((share - 0.93) / 0.025, -7.0, 0.0);
}

// A knee is read off a curve: an H200 with 60 MiB shows its own between 42 and 60 MiB. It counts
// for less than the others, hence the floor.
double l2_knee(double log_ratio) {
  const double floor = -4;
  return bell(log_ratio / (log_ratio > 0 ? 0.08 : 0.15), floor);
}

// Peer copies reach 0.80 to 0.92 of a direction, rings 0.76 to 0.82. Two thirds of the links (an
// A800 against an A100) must be told from the whole: -3 at 0.63. Below 0.2 the traffic does not go
// over the links at all, which says of the system, not of the part.
double link(double share) {
  if (share > 1.05) return kImpossible;
  if (share < 0.2) return -2;
  return std::clamp((share - 0.74) / 0.035, -5.0, 0.0);
}

// A GEMM can be slow for any reason, and fast for none. `expected` holds the allowance for clocks.
double achieved(double log_ratio) {
  return excess(log_ratio, false);
}

// That a kernel ran is proof; that it failed may be its own fault.
double fp8(double measured, double expected) {
  if (measured == expected) return 0;
  return measured > expected ? kImpossible : -1.5;
}

}  // namespace

double penalty_of(const MeasuredFeature& feature, const Expectation& expected, const Share& of) {
  const double measured = feature.shown.measured;
  if (feature.kind == FeatureKind::fp8_executes) return fp8(measured, expected.value);
  const double share = measured / expected.value;
  switch (feature.kind) {
    case FeatureKind::multiprocessors:
      return multiprocessors(measured, expected.value, of);
    case FeatureKind::rate_per_sm_clock:
      return per_sm_clock(std::log(share), expected.inferred);
    case FeatureKind::rate_per_clock:
      return per_clock(std::log(share), expected.inferred, of);
    case FeatureKind::rate_ratio:
      return ratio(std::log(share), feature.same_clock);
    case FeatureKind::achieved_rate:
      return achieved(std::log(share));
    case FeatureKind::memory_bandwidth:
      return bandwidth(share / of.memory);
    case FeatureKind::memory_capacity:
      return capacity(share / of.memory, expected.inferred);
    case FeatureKind::l2_knee:
      return l2_knee(std::log(share / of.memory));
    case FeatureKind::fp8_executes:
      break;
    case FeatureKind::link_bandwidth:
      return link(share);
  }
  throw std::logic_error("FeatureKind out of range");
}

}  // namespace assay::judge
