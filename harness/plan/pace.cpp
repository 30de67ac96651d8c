// Guessed rates. Fast ones are about the best a processor could do and set the number of launches
// in a sample; slow ones are pessimistic and set the time estimate.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/pace.hpp"

#include <algorithm>
#include <cmath>

namespace assay::plan {
namespace {

struct Guess {
  double fast, slow;
};

/// Per processor: a thread of a CPU, a multiprocessor of a GPU.
struct Guesses {
  Guess memory, cache;  // B/s
  Guess fp64, fp32;     // FLOP/s
  double first_touch;   // B/s, of allocating and filling
};
constexpr Guesses kCpu{.memory = {20e9, 5e9},
                       .cache = {200e9, 20e9},
                       .fp64 = {100e9, 8e9},
                       .fp32 = {200e9, 16e9},
                       .first_touch = 1e9};
constexpr Guesses kGpu{.memory = {40e9, 10e9},
                       .cache = {100e9, 20e9},
                       .fp64 = {300e9, 5e9},
                       .fp32 = {500e9, 30e9},
                       .first_touch = 2e9};

// Beside the samples: thread start, queries, the calls of the benchmark library.
constexpr Seconds kFixed{0.05};
// Filling, spoiling and verifying, before and after: passes over all arrays.
constexpr double kPasses = 5;
// Warm-up, the trial launches of the benchmark library and the two checked launches, in samples'
// time.
constexpr double kExtraSamples = 3;

double amount(const Kernel& kernel, const Work& work) {
  return kernel.limit == Limit::memory ? work.bytes : work.flop;
}

Guess guess(const Kernel& kernel, DataType type, double footprint_bytes, const Guesses& guesses,
            const DeviceTraits& device) {
  if (kernel.limit == Limit::arithmetic) {
    return type == DataType::fp64 ? guesses.fp64 : guesses.fp32;
  }
  return footprint_bytes <= static_cast<double>(device.cache_bytes) ? guesses.cache
                                                                    : guesses.memory;
}

}  // namespace

Pace pace_of(const Kernel& kernel, const Parameters& parameters, const Work& work,
             double footprint_bytes, const DeviceTraits& device, const Sampling& sampling) {
  const Guesses& guesses = device.id.kind == DeviceId::Kind::cpu ? kCpu : kGpu;
  const double processors = std::max<double>(device.processors, 1);
  const Guess rate = guess(kernel, parameters.type, footprint_bytes, guesses, device);
  const double per_iteration = std::max(amount(kernel, work), 1.0);

  Pace pace;
  const double launches = kSampleTarget.count() * rate.fast * processors / per_iteration;
  pace.iterations = static_cast<std::uint64_t>(std::max(1.0, std::ceil(launches)));

  const double iterations = static_cast<double>(pace.iterations);
  const Seconds sample{iterations * per_iteration / (rate.slow * processors)};
  const Seconds samples =
      std::max(sampling.minimum_time, static_cast<double>(sampling.minimum_samples) * sample);
  const Seconds memory{footprint_bytes / processors *
                       (1 / guesses.first_touch + kPasses / guesses.memory.fast)};
  pace.estimate = kFixed + memory + samples + kExtraSamples * sample;
  return pace;
}

}  // namespace assay::plan
