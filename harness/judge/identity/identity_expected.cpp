// Looks up, or computes from stated figures, what a part should show.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "harness/judge/identity/identity_model.hpp"

namespace assay::judge {

using catalogue::Catalogue;
using catalogue::Part;

namespace {

// Memory is sold in GB and built in GiB: an "80 GB" part has 80 x 2^30 B, of which nvidia-smi
// reports a little less.
constexpr double kBuiltPerSold = 1.073741824;
// Fastest host link of any catalogued part, generation 5 with 16 lanes: what a part without NVLink
// can reach to a peer.
constexpr double kFastestHostLink = 64e9;
// Rates are published at a lower clock than the device may run at, by 1.07 (H20), 1.08 (H100) to
// 1.16 (H100 NVL, 4096 FLOP per SM and clock at 1785 MHz against 835 TFLOP/s): the greatest of
// them where a part does not state its own.
constexpr double kClockAllowance = 1.16;
// Where a part states no clock: the middle of the 1.41 to 1.98 GHz that all parts with so many
// tensor operations run at. The nearest power of two does not depend on it within 1.3 to 2.4 GHz.
constexpr double kUsualClock = 1.75e9;

std::optional<Expectation> stated(const Part& part, std::string_view path) {
  const auto* figure = part.figure(path);
  if (!figure) return std::nullopt;
  return Expectation{.value = figure->value, .inferred = !figure->gates()};
}

bool is_tensor(std::string_view rate) {
  return rate.starts_with("tensor.");
}

std::optional<double> peak_of(const Part& part, std::string_view rate) {
  return part.gating(fmt::format("{}.{}", rate, is_tensor(rate) ? "dense" : "peak"));
}

std::optional<double> stated_clock(const Part& part, std::string_view rate) {
  return part.value(is_tensor(rate) ? "clocks.tensor_peak" : "clocks.vector_peak");
}

double allowance_of(const Part& part, std::string_view rate) {
  const auto at = stated_clock(part, rate), maximum = part.value("clocks.maximum");
  if (!at || !maximum) return kClockAllowance;
  return std::max(1.0, *maximum / *at);
}

std::optional<Expectation> achieved_of(const Part& part, std::string_view rate) {
  const auto peak = peak_of(part, rate);
  if (!peak) return std::nullopt;
  return Expectation{.value = *peak * allowance_of(part, rate)};
}

std::optional<Expectation> ratio_of(const Catalogue& catalogue, const Part& part,
                                    const MeasuredFeature& feature) {
  const auto over = per_sm_clock_of(catalogue, part, feature.rate);
  const auto under = per_sm_clock_of(catalogue, part, feature.other_rate);
  if (!over || !under) return std::nullopt;
  return Expectation{.value = over->value / under->value,
                     .inferred = over->inferred || under->inferred};
}

std::optional<Expectation> per_clock_of(const Catalogue& catalogue, const Part& part,
                                        std::string_view rate) {
  const auto one = per_sm_clock_of(catalogue, part, rate);
  const auto count = part.gating("sm_count");
  if (!one || !count) return std::nullopt;
  return Expectation{.value = one->value * *count, .inferred = one->inferred};
}

// An SM is designed once for an architecture, and cut for some parts: only what no part that states
// it has cut can be taken over. FP32 of all Hopper parts is 256; FP64 and tensor rates differ.
std::optional<Expectation> like_its_kin(const Catalogue& catalogue, const Part& part,
                                        std::string_view path) {
  std::optional<double> value;
  for (const auto& other : catalogue.parts) {
    if (other.architecture != part.architecture) continue;
    const auto stated = other.value(path);
    if (!stated) continue;
    if (value && *value != *stated) return std::nullopt;
    value = stated;
  }
  if (!value) return std::nullopt;
  return Expectation{.value = *value, .inferred = true};
}

std::optional<Expectation> fp8_of(const Part& part) {
  const auto& without = part.unsupported;
  if (std::find(without.begin(), without.end(), "fp8") != without.end()) return Expectation{};
  if (part.gating("tensor.fp8.dense")) return Expectation{.value = 1};
  return std::nullopt;
}

std::optional<Expectation> link_of(const Part& part) {
  if (const auto rate = stated(part, "nvlink.rate_per_direction")) return rate;
  if (part.gating("nvlink.links") == 0.0) return Expectation{.value = kFastestHostLink};
  return std::nullopt;
}

}  // namespace

std::optional<Expectation> per_sm_clock_of(const Catalogue& catalogue, const Part& part,
                                           std::string_view rate) {
  const std::string path = fmt::format("{}.per_sm_per_clock", rate);
  if (auto one = stated(part, path)) return one;
  const auto peak = peak_of(part, rate), count = part.gating("sm_count");
  if (!peak || !count) return like_its_kin(catalogue, part, path);
  const double clock =
      stated_clock(part, rate).value_or(part.value("clocks.maximum").value_or(kUsualClock));
  return Expectation{.value = std::exp2(std::round(std::log2(*peak / (*count * clock)))),
                     .inferred = true};
}

std::optional<Expectation> capacity_of(const Part& part) {
  if (const auto reported = stated(part, "memory.reported")) return reported;
  const auto sold = stated(part, "memory.size");
  if (!sold) return std::nullopt;
  return Expectation{.value = sold->value * kBuiltPerSold, .inferred = sold->inferred};
}

std::optional<Expectation> expected_of(const Catalogue& catalogue, const Part& part,
                                       const MeasuredFeature& feature) {
  switch (feature.kind) {
    case FeatureKind::multiprocessors:
      return stated(part, "sm_count");
    case FeatureKind::rate_per_sm_clock:
      return per_sm_clock_of(catalogue, part, feature.rate);
    case FeatureKind::rate_per_clock:
      return per_clock_of(catalogue, part, feature.rate);
    case FeatureKind::rate_ratio:
      return ratio_of(catalogue, part, feature);
    case FeatureKind::achieved_rate:
      return achieved_of(part, feature.rate);
    case FeatureKind::memory_bandwidth:
      return stated(part, "memory.bandwidth");
    case FeatureKind::memory_capacity:
      return capacity_of(part);
    case FeatureKind::l2_knee:
      return stated(part, "memory.l2");
    case FeatureKind::fp8_executes:
      return fp8_of(part);
    case FeatureKind::link_bandwidth:
      return link_of(part);
  }
  throw std::logic_error("FeatureKind out of range");
}

}  // namespace assay::judge
