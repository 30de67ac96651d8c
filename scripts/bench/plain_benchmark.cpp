// What does the same kernel cost under Google Benchmark alone, without anything of the harness?
//
// Usage: plain_benchmark KERNEL BYTES SAMPLES LAUNCHES PROCESSOR[,PROCESSOR...] CACHE_BYTES
//                        [--benchmark_...]
// As many samples as asked for, of as many launches each, on arrays of so many bytes in fp64, by
// the threads of these processors, whose last-level cache has CACHE_BYTES: the kernel stores past
// it what does not fit. Nothing is checked, recorded or judged. Exit codes: 0 measured, 2 wrong
// usage.
// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>
#include <sys/mman.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"
#include "kernels/machine/team.hpp"

namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;

const assay::Kernel* find_kernel(const std::string& name) {
  for (const auto& entry : assay::kernel_table()) {
    if (name != entry.description().name) continue;
    for (const auto target : {assay::Target::cpu_avx512, assay::Target::cpu_avx2}) {
      const bool runs_here = target == assay::Target::cpu_avx512
                                 ? __builtin_cpu_supports("avx512f") != 0
                                 : __builtin_cpu_supports("avx2") != 0;
      if (runs_here && entry.for_target(target) != nullptr) return entry.for_target(target);
    }
    return entry.for_target(assay::Target::cpu_baseline);
  }
  return nullptr;
}

std::vector<int> numbers(const std::string& list) {
  std::vector<int> found;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    found.push_back(std::atoi(list.substr(begin, end - begin).c_str()));
    begin = end + 1;
  }
  return found;
}

void* aligned(std::uint64_t bytes) {
  const std::uint64_t rounded = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  void* const memory = std::aligned_alloc(kHugePage, rounded);
  madvise(memory, rounded, MADV_HUGEPAGE);
  return memory;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) {
    std::fputs(
        "plain_benchmark KERNEL BYTES SAMPLES LAUNCHES PROCESSORS CACHE_BYTES [--benchmark_...]\n",
        stderr);
    return 2;
  }
  const assay::Kernel* kernel = find_kernel(argv[1]);
  const auto samples = std::strtoull(argv[3], nullptr, 10),
             launches = std::strtoull(argv[4], nullptr, 10);
  if (kernel == nullptr || kernel->program.enqueue == nullptr || samples == 0 || launches == 0) {
    std::fprintf(stderr, "plain_benchmark: no such kernel for this processor, or nothing to do\n");
    return 2;
  }
  const std::vector<int> processors = numbers(argv[5]);
  assay::Team team(processors);
  assay::Parameters parameters;
  parameters.bytes = std::strtoull(argv[2], nullptr, 10);
  parameters.type = assay::DataType::fp64;
  const assay::Launch launch{.queue = &team,
                             .processors = team.size(),
                             .last_level_cache_bytes = std::strtoull(argv[6], nullptr, 10)};
  assay::Arrays arrays;
  const assay::ArraySizes sizes = kernel->arrays(parameters, launch.processors);
  for (int i = 0; i < assay::kMaxArrays; ++i) {
    if (sizes.bytes[i] != 0) arrays.data[i] = aligned(sizes.bytes[i]);
  }
  kernel->program.prepare(launch, arrays, parameters);

  std::vector<char*> flags{argv[0]};
  flags.insert(flags.end(), argv + 7, argv + argc);
  int count = static_cast<int>(flags.size());
  benchmark::Initialize(&count, flags.data());
  const auto body = [&](benchmark::State& state) {
    for ([[maybe_unused]] const auto once : state) {
      const auto start = std::chrono::steady_clock::now();
      kernel->program.enqueue(launch, arrays, parameters, launches);
      const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
      state.SetIterationTime(time.count());
    }
  };
  benchmark::RegisterBenchmark(argv[1], body)
      ->UseManualTime()
      ->Iterations(static_cast<benchmark::IterationCount>(samples));
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
