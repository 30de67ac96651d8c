// Guessed rates. Fast ones are about the best a processor could do and set the number of launches
// in a sample; slow ones are pessimistic and set the time estimate.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/pace.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "harness/core/words.hpp"
#include "harness/plan/product_pace.hpp"

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

// Between host and GPU: the fastest link there is, and pageable memory on a slow one.
constexpr Guess kHostLink{.fast = 60e9, .slow = 3e9};
// Between two GPUs: the fastest NVLink, and PCIe.
constexpr Guess kPeerLink{.fast = 900e9, .slow = 10e9};
// Arrays that serve one iteration are as many as a sample has iterations.
constexpr std::uint64_t kOneUseIterationsAtMost = 64;
constexpr double kOneUseBytesAtMost = 1 << 30;
// A launch takes the GPU so long whatever it does, and so long when things go badly.
constexpr Seconds kLaunch{2e-6}, kSlowLaunch{20e-6};
// One of many steps that wait for one another: a cache near by, a cache far away, and memory behind
// a missed TLB.
constexpr Seconds kStep{10e-9}, kSlowCacheStep{0.3e-6}, kSlowStep{2e-6};
// What is counted and not timed: once over the SMs.
constexpr Seconds kCounting{0.1};
// Before a burst, until the device is idle and cool.
constexpr Seconds kCoolDown{5};
// A library beside the kernel: opened, each of its algorithms tried, and two of them timed with
// every sample.
constexpr Seconds kOpenReference{1};
constexpr double kTriedSamples = 32, kTimedBeside = 2;
// The answers of a product are computed anew by ordinary arithmetic: with exact inputs, before and
// after the samples.
constexpr double kAnswers = 3;
// Fewer, longer samples rather than millions.
constexpr double kSamplesAtMost = 20000;

struct Duration {
  Seconds fast, slow;
};

bool uses_host_memory(const Kernel& kernel, const Parameters& parameters,
                      const DeviceTraits& device) {
  const ArraySizes sizes = kernel.arrays(parameters, std::max(device.processors, 1u));
  return std::any_of(std::begin(sizes.place), std::end(sizes.place),
                     [](Place place) { return place == Place::host; });
}

/// Of the whole device.
Guess rate_of(const Kernel& kernel, const Parameters& parameters, double footprint_bytes,
              const Guesses& guesses, const DeviceTraits& device) {
  if (uses_host_memory(kernel, parameters, device)) return kHostLink;
  if (kernel.machines == Machines::group) return kPeerLink;
  const auto all = [&](Guess of_one) {
    const double processors = std::max<double>(device.processors, 1);
    return Guess{.fast = of_one.fast * processors, .slow = of_one.slow * processors};
  };
  if (on_tensor_cores(parameters)) {
    const auto [fast, slow] = tensor_guess(parameters, device.compute_capability);
    return all({.fast = fast, .slow = slow});
  }
  if (kernel.limit == Limit::arithmetic) {
    return all(parameters.type == DataType::fp64 ? guesses.fp64 : guesses.fp32);
  }
  const bool cached = footprint_bytes <= static_cast<double>(device.cache_bytes);
  return all(cached ? guesses.cache : guesses.memory);
}

Duration iteration_of(const Kernel& kernel, const Parameters& parameters, const Work& work,
                      double footprint_bytes, const Guesses& guesses, const DeviceTraits& device) {
  const bool on_gpu = device.id.kind == DeviceId::Kind::cuda;
  const Guess rate = rate_of(kernel, parameters, footprint_bytes, guesses, device);
  const double amount = kernel.limit == Limit::memory ? work.bytes : work.flop;
  Duration duration{.fast = Seconds(std::max(amount, 1.0) / rate.fast),
                    .slow = Seconds(std::max(amount, 1.0) / rate.slow)};
  if (kernel.quantity == Quantity::latency && work.steps > 1) {
    const bool cached = footprint_bytes <= static_cast<double>(device.cache_bytes);
    duration = {.fast = work.steps * kStep,
                .slow = work.steps * (cached ? kSlowCacheStep : kSlowStep)};
  }
  if (!on_gpu) return duration;
  duration = {.fast = std::max(duration.fast, kLaunch),
              .slow = std::max(duration.slow, kSlowLaunch)};
  if (is_counted(kernel.quantity)) duration.slow = std::max(duration.slow, kCounting);
  return duration;
}

std::uint64_t one_use_launches(std::uint64_t launches, double footprint_bytes,
                               const DeviceTraits& device) {
  // A processor fills so much between samples as it computes in them.
  if (device.id.kind == DeviceId::Kind::cpu) return 1;
  const double sets = kOneUseBytesAtMost / std::max(footprint_bytes, 1.0);
  const auto most = static_cast<std::uint64_t>(
      std::clamp(sets, 1.0, static_cast<double>(kOneUseIterationsAtMost)));
  return std::min(launches, most);
}

std::uint64_t launches_of(const Kernel& kernel, const Parameters& parameters, Seconds launch,
                          double footprint_bytes, const DeviceTraits& device,
                          const Sampling& sampling) {
  // What is counted is counted once a sample.
  if (is_counted(kernel.quantity) || parameters.load == Load::burst) return 1;
  const Seconds target = std::max(kSampleTarget, sampling.minimum_time / kSamplesAtMost);
  const auto launches = static_cast<std::uint64_t>(std::max(1.0, std::ceil(target / launch)));
  if (kernel.one_use_arrays != nullptr && kernel.one_use_arrays(parameters)) {
    return one_use_launches(launches, footprint_bytes, device);
  }
  if (!kernel.matrix || !on_tensor_cores(parameters)) return launches;
  return std::max(launches, launches_of_product(parameters, launch, device.processors));
}

// Beside the samples.
Seconds checks_of(const Kernel& kernel, const Parameters& parameters, const Work& work,
                  const DeviceTraits& device) {
  if (!kernel.matrix || !on_tensor_cores(parameters)) return {};
  const double processors = std::max<double>(device.processors, 1);
  const double rate = parameters.type == DataType::fp64 ? kGpu.fp64.slow : kGpu.fp32.slow;
  return Seconds(kAnswers * work.flop / (rate * processors));
}

}  // namespace

Pace pace_of(const Kernel& kernel, const Parameters& parameters, const Work& work,
             double footprint_bytes, const DeviceTraits& device, const Sampling& sampling) {
  const Guesses& guesses = device.id.kind == DeviceId::Kind::cpu ? kCpu : kGpu;
  const double processors = std::max<double>(device.processors, 1);
  const Duration iteration =
      iteration_of(kernel, parameters, work, footprint_bytes, guesses, device);

  Pace pace;
  pace.iterations =
      launches_of(kernel, parameters, iteration.fast, footprint_bytes, device, sampling);
  const Seconds sample = static_cast<double>(pace.iterations) * iteration.slow;
  Seconds samples =
      std::max(sampling.minimum_time, static_cast<double>(sampling.minimum_samples) * sample);
  if (sampling.with_reference) {
    samples += kTimedBeside * samples + kOpenReference + kTriedSamples * sample;
  }
  const Seconds memory{footprint_bytes / processors *
                       (1 / guesses.first_touch + kPasses / guesses.memory.fast)};
  const Seconds checks = checks_of(kernel, parameters, work, device);
  pace.estimate = kFixed + memory + samples + kExtraSamples * sample + sampling.settle + checks;
  pace.step = kFixed + memory + kExtraSamples * sample + checks;
  if (sampling.cool_down) {
    pace.estimate += kCoolDown;
    pace.step += kCoolDown;
  }
  return pace;
}

}  // namespace assay::plan
