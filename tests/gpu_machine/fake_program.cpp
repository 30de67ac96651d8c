// How a step is queued, and what goes wrong with it.
// SPDX-License-Identifier: Apache-2.0
#include "tests/gpu_machine/fake_program.hpp"

#include <chrono>
#include <thread>

#include "kernels/machine/cuda_check.cuh"
#include "tests/gpu_machine/hanging.hpp"
#include "tests/gpu_machine/last_error.cuh"
#include "tests/gpu_machine/stream.hpp"

namespace assay::gpu_machine {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// As the kernels themselves would: the clock is what the recording says it is.
void add_ticks(ClockTicks* ticks, const Device& device, SteadyClock::duration elapsed) {
  if (ticks == nullptr) return;
  const double seconds = std::chrono::duration<double>(elapsed).count();
  ticks->nanoseconds += static_cast<std::uint64_t>(seconds * 1e9);
  ticks->cycles += static_cast<std::uint64_t>(seconds * device.sm_clock_hz());
}

/// Until those that wait for this one have begun to: the clock that goes ahead is theirs too.
constexpr std::chrono::milliseconds kUntilOthersWait(200);

void befall(const Fault& fault, Device& device) {
  if (fault.hang) {
    std::this_thread::sleep_for(kUntilOthersWait);
    hang();
  }
  if (fault.lost) device.lose();
  if (fault.error != cudaSuccess) device.fail(fault.error);
}

}  // namespace

void queue_step(const Step& step, const Launch& where, const Arrays& arrays,
                const Parameters& parameters, std::uint64_t iterations) {
  auto& stream = *static_cast<Stream*>(where.queue);
  Device& device = stream.device();
  check(static_cast<cudaError_t>(device.sticky()), "launching a kernel");
  std::optional<Fault> fault;
  if (step.kind == Step::Kind::timed) fault = device.count_launch(step.kernel->name);
  if (fault) check(remember(static_cast<cudaError_t>(fault->refused)), "launching a kernel");
  stream.push([=, &device](Team& team) {
    if (fault) befall(*fault, device);
    if (device.sticky() != cudaSuccess) return;
    const Launch cpu{.queue = &team,
                     .processors = where.processors,
                     .last_level_cache_bytes = where.last_level_cache_bytes};
    const auto begin = SteadyClock::now();
    step.run(*step.kernel, cpu, arrays, parameters, iterations);
    add_ticks(where.ticks, device, SteadyClock::now() - begin);
    if (fault && fault->wrong) step.kernel->program.spoil(cpu, arrays, parameters);
  });
}

void queue_group_step(const GroupStep& step, const Group& group, const Parameters& parameters,
                      int rank) {
  const Launch& where = group.launch[rank];
  auto& stream = *static_cast<Stream*>(where.queue);
  Device& device = stream.device();
  check(static_cast<cudaError_t>(device.sticky()), "launching a kernel");
  std::optional<Fault> fault;
  if (step.kind == Step::Kind::timed) fault = device.count_launch(step.kernel->name);
  if (fault) check(remember(static_cast<cudaError_t>(fault->refused)), "launching a kernel");
  stream.push([=, &device](Team& team) {
    if (fault) befall(*fault, device);
    if (device.sticky() != cudaSuccess) return;
    Group on_cpu = group;
    on_cpu.launch[rank].queue = &team;
    const auto begin = SteadyClock::now();
    step.run(on_cpu, parameters, rank);
    add_ticks(where.ticks, device, SteadyClock::now() - begin);
    if (fault && fault->wrong) step.kernel->group.spoil(on_cpu, parameters, rank);
  });
}

}  // namespace assay::gpu_machine
