// A GEMM for tensor cores on the CPU's compilation, with its memory in reach.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>

#include "kernels/gemm_kernel.hpp"
#include "tests/kernels/test_device.hpp"

namespace assay::testing {

inline const Kernel& kernel_named(const std::string& name) {
  for (const KernelEntry& entry : kernel_table()) {
    if (entry.description().name == name) return entry.description();
  }
  throw std::invalid_argument("no kernel " + name);
}

template <DataType kType>
struct GemmName;
#define ASSAY_GEMM_NAME(TYPE)                           \
  template <>                                           \
  struct GemmName<DataType::TYPE> {                     \
    static constexpr const char* kName = "gemm." #TYPE; \
  }
ASSAY_GEMM_NAME(bf16);
ASSAY_GEMM_NAME(fp16);
ASSAY_GEMM_NAME(fp8_e4m3);
ASSAY_GEMM_NAME(fp8_e5m2);
ASSAY_GEMM_NAME(int8);
ASSAY_GEMM_NAME(tf32);
ASSAY_GEMM_NAME(fp64);
#undef ASSAY_GEMM_NAME

/// A product that has been computed and stands to be checked.
template <DataType kType>
class GemmBench {
 public:
  using Stored = cpu_baseline::GemmStoredOf<kType>;
  using Output = cpu_baseline::GemmOutputOf<kType>;

  GemmBench(std::uint64_t m, std::uint64_t n, std::uint64_t k, Inputs inputs,
            Layout layout = Layout::row_column)
      : kernel(kernel_named(GemmName<kType>::kName)), device(2) {
    p = {.type = kType, .m = m, .n = n, .k = k};
    p.layout = layout;
    p.path = Path::native;
    p.variant = {.tile_rows = 64, .tile_columns = 32, .cluster = 1};  // as wgmma's have
    p.seed = 11;
    p.inputs = inputs;
    device.allocate(kernel, p);
    kernel.program.prepare(device.launch(), device.arrays(), p);
    compute();
  }

  void compute() { kernel.program.enqueue(device.launch(), device.arrays(), p, 1); }
  Mismatch verify() { return device.verify(kernel, p); }
  Mismatch repeat() {
    *device.arrays().mismatch = {};
    kernel.program.verify_repeat(device.launch(), device.arrays(), p);
    return *device.arrays().mismatch;
  }
  Stored* a() { return static_cast<Stored*>(device.arrays().data[0]); }
  Stored* b() { return static_cast<Stored*>(device.arrays().data[1]); }
  Output* c() { return static_cast<Output*>(device.arrays().data[2]); }
  double at(std::uint64_t i) {
    return static_cast<double>(cpu_baseline::gemm_output_number<kType>(c()[i]));
  }

  const Kernel& kernel;
  TestDevice device;
  Parameters p;
};

}  // namespace assay::testing
