// The levels' times as data. Six samples are the fewest whose range covers the median with 95 %; an
// odd count has a middle one.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/sampling.hpp"

#include <stdexcept>

namespace assay::plan {
namespace {

/// By level: quick, standard, soak.
template <typename T>
struct ByLevel {
  T quick, standard, soak;
};

template <typename T>
T at(const ByLevel<T>& values, Level level) {
  switch (level) {
    case Level::quick:
      return values.quick;
    case Level::standard:
      return values.standard;
    case Level::soak:
      return values.soak;
  }
  throw std::logic_error("Level out of range");
}

constexpr ByLevel<std::uint64_t> kSamples{7, 15, 15};
constexpr ByLevel<Seconds> kTime{Seconds(0.3), Seconds(2), Seconds(20)};
constexpr ByLevel<Seconds> kSettle{Seconds(1), Seconds(3), Seconds(10)};
// Clocks and power of a loaded GPU swing for about 3 s.
constexpr ByLevel<Seconds> kSustainedTime{Seconds(1), Seconds(3), Seconds(30)};
// Products too small to stand for what a part reaches: there are many of them.
constexpr ByLevel<Seconds> kSmallProductTime{Seconds(0.5), Seconds(1), Seconds(10)};
constexpr double kSmallProduct = 4096.0 * 4096.0 * 4096.0;
// Cycles are counted where no clock matters: what a quick run saves, it saves here.
constexpr ByLevel<Seconds> kCountedCyclesTime{Seconds(0.1), Seconds(1), Seconds(10)};
constexpr ByLevel<Seconds> kCountedCyclesSettle{Seconds(0.2), Seconds(2), Seconds(10)};
// There are hundreds of pairs, and a link has no temperature to reach.
constexpr ByLevel<Seconds> kLinkTime{Seconds(0.05), Seconds(0.3), Seconds(5)};
constexpr ByLevel<Seconds> kLinkSettle{Seconds(0), Seconds(0.5), Seconds(2)};
// One launch each: with more, the device is at its power limit.
constexpr std::uint64_t kBurstSamples = 9;

Sampling burst() {
  return {.minimum_time = {}, .minimum_samples = kBurstSamples, .settle = {}, .cool_down = true};
}

const ByLevel<Seconds>& time_of(const Kernel& kernel, const Parameters& p) {
  if (kernel.per_processor) return kCountedCyclesTime;
  if (kernel.machines == Machines::group) return kLinkTime;
  if (p.load != Load::sustained) return kTime;
  const double volume =
      static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k);
  return volume < kSmallProduct ? kSmallProductTime : kSustainedTime;
}

const ByLevel<Seconds>& settle_of(const Kernel& kernel) {
  if (kernel.machines == Machines::group) return kLinkSettle;
  return kernel.per_processor ? kCountedCyclesSettle : kSettle;
}

Sampling of_level(const Kernel& kernel, const Parameters& parameters, const Options& options) {
  return {
      .minimum_time = options.minimum_time.value_or(at(time_of(kernel, parameters), options.level)),
      .minimum_samples = at(kSamples, options.level),
      .settle = at(settle_of(kernel), options.level)};
}

}  // namespace

Sampling sampling_of(const Kernel& kernel, const Parameters& parameters, const DeviceTraits& device,
                     const Options& options) {
  Sampling sampling =
      parameters.load == Load::burst ? burst() : of_level(kernel, parameters, options);
  const bool on_gpu = device.id.kind == DeviceId::Kind::cuda;
  if (!on_gpu) sampling.settle = {};
  sampling.with_reference = on_gpu && kernel.reference != Reference::none &&
                            options.with_reference.value_or(options.sweep == Sweep::none);
  return sampling;
}

}  // namespace assay::plan
