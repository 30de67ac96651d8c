// What runs where a GPU program is launched? The program of the same kernel for the CPU, later, on
// the stream, with the faults that the machine is to have.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "kernels/kernel.hpp"

namespace assay::gpu_machine {

/// One step of a kernel's program, with everything but the place to run it.
struct Step {
  const Kernel* kernel;
  void (*run)(const Kernel&, const Launch&, const Arrays&, const Parameters&,
              std::uint64_t iterations);
  enum class Kind { timed, other } kind;
};

/// Queues it on the stream of `where`.
void queue_step(const Step& step, const Launch& where, const Arrays& arrays,
                const Parameters& parameters, std::uint64_t iterations);

/// One step of a rank of a group.
struct GroupStep {
  const Kernel* kernel;
  void (*run)(const Group&, const Parameters&, int rank);
  Step::Kind kind;
};
void queue_group_step(const GroupStep& step, const Group& group, const Parameters& parameters,
                      int rank);

template <const Kernel& kOnCpu>
GroupProgram group_on_fake_gpus() {
  GroupProgram program = kOnCpu.group;
  program.prepare = [](const Group& group, const Parameters& p, int rank) {
    queue_group_step({&kOnCpu, kOnCpu.group.prepare, Step::Kind::other}, group, p, rank);
  };
  program.spoil = [](const Group& group, const Parameters& p, int rank) {
    queue_group_step({&kOnCpu, kOnCpu.group.spoil, Step::Kind::other}, group, p, rank);
  };
  program.verify = [](const Group& group, const Parameters& p, int rank) {
    queue_group_step({&kOnCpu, kOnCpu.group.verify, Step::Kind::other}, group, p, rank);
  };
  if (kOnCpu.group.enqueue != nullptr) {
    program.enqueue = [](const Group& group, const Parameters& p, int rank) {
      queue_group_step({&kOnCpu, kOnCpu.group.enqueue, Step::Kind::timed}, group, p, rank);
    };
  }
  return program;
}

/// The GPU program of a kernel whose program for the CPU is given.
template <const Kernel& kOnCpu>
Kernel on_fake_gpu() {
  Kernel kernel = kOnCpu;
  if (kOnCpu.group.prepare != nullptr) {
    kernel.group = group_on_fake_gpus<kOnCpu>();
    return kernel;
  }
  kernel.program.prepare = [](const Launch& where, const Arrays& a, const Parameters& p) {
    constexpr auto run = [](const Kernel& it, const Launch& cpu, const Arrays& arrays,
                            const Parameters& parameters,
                            std::uint64_t) { it.program.prepare(cpu, arrays, parameters); };
    queue_step({&kOnCpu, run, Step::Kind::other}, where, a, p, 1);
  };
  kernel.program.enqueue = [](const Launch& where, const Arrays& a, const Parameters& p,
                              std::uint64_t iterations) {
    constexpr auto run = [](const Kernel& it, const Launch& cpu, const Arrays& arrays,
                            const Parameters& parameters, std::uint64_t count) {
      it.program.enqueue(cpu, arrays, parameters, count);
    };
    queue_step({&kOnCpu, run, Step::Kind::timed}, where, a, p, iterations);
  };
  kernel.program.spoil = [](const Launch& where, const Arrays& a, const Parameters& p) {
    constexpr auto run = [](const Kernel& it, const Launch& cpu, const Arrays& arrays,
                            const Parameters& parameters,
                            std::uint64_t) { it.program.spoil(cpu, arrays, parameters); };
    queue_step({&kOnCpu, run, Step::Kind::other}, where, a, p, 1);
  };
  kernel.program.verify = [](const Launch& where, const Arrays& a, const Parameters& p) {
    constexpr auto run = [](const Kernel& it, const Launch& cpu, const Arrays& arrays,
                            const Parameters& parameters,
                            std::uint64_t) { it.program.verify(cpu, arrays, parameters); };
    queue_step({&kOnCpu, run, Step::Kind::other}, where, a, p, 1);
  };
  if (kOnCpu.program.verify_repeat != nullptr) {
    kernel.program.verify_repeat = [](const Launch& where, const Arrays& a, const Parameters& p) {
      constexpr auto run = [](const Kernel& it, const Launch& cpu, const Arrays& arrays,
                              const Parameters& parameters,
                              std::uint64_t) { it.program.verify_repeat(cpu, arrays, parameters); };
      queue_step({&kOnCpu, run, Step::Kind::other}, where, a, p, 1);
    };
  }
  kernel.program.clock_hz = nullptr;
  return kernel;
}

}  // namespace assay::gpu_machine
