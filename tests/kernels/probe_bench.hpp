// A kernel found by name and run on the CPU machine, with whatever stands in its arrays in reach.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/kernels/test_device.hpp"

namespace assay::testing {

inline const Kernel& kernel_named(const std::string& name) {
  for (const KernelEntry& entry : kernel_table()) {
    if (entry.description().name == name) return entry.description();
  }
  throw std::logic_error("no kernel " + name);
}

/// Of a GPU like an H100, but for what the caller says.
inline DeviceShape hopper_shape() {
  return {.processors = 132,
          .compute_capability = 90,
          .last_level_cache_bytes = std::uint64_t{50} << 20,
          .memory_bytes = std::uint64_t{80} << 30,
          .memory_free_bytes = std::uint64_t{79} << 30};
}

inline std::vector<Parameters> cases_of(const Kernel& kernel, const DeviceShape& device,
                                        Depth depth) {
  std::vector<Parameters> list(kMaxCases);
  list.resize(static_cast<std::size_t>(kernel.cases(device, depth, list.data())));
  return list;
}

class ProbeBench {
 public:
  ProbeBench(const std::string& name, const Parameters& parameters, std::uint32_t threads = 2)
      : kernel_(kernel_named(name)), parameters_(parameters), device_(threads) {
    device_.allocate(kernel_, parameters_);
    kernel_.program.prepare(device_.launch(), device_.arrays(), parameters_);
  }

  void enqueue(std::uint64_t iterations = 1) {
    kernel_.program.enqueue(device_.launch(), device_.arrays(), parameters_, iterations);
  }
  void spoil() { kernel_.program.spoil(device_.launch(), device_.arrays(), parameters_); }
  Mismatch verify() { return device_.verify(kernel_, parameters_); }
  double counted() const { return device_.counted(); }
  Work work() { return kernel_.work(parameters_, device_.launch().processors); }
  std::uint64_t bytes(int array) {
    return kernel_.arrays(parameters_, device_.launch().processors).bytes[array];
  }
  std::uint64_t* words(int array) {
    return static_cast<std::uint64_t*>(device_.arrays().data[array]);
  }

 private:
  const Kernel& kernel_;
  Parameters parameters_;
  TestDevice device_;
};

}  // namespace assay::testing
