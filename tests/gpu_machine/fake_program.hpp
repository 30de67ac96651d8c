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

/// The GPU program of a kernel whose program for the CPU is given.
template <const Kernel& kOnCpu>
Kernel on_fake_gpu() {
  Kernel kernel = kOnCpu;
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
