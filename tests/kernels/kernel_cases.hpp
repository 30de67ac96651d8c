// What the tests run each kernel on: its own cases where it has any, else sizes that leave tails.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"

namespace assay::testing {

inline constexpr std::uint64_t kSeed = 20260131;

/// Kernel of the table, and one of the types it computes with.
struct KernelAndType {
  int row = 0;
  DataType type{};

  const KernelEntry& entry() const { return kernel_table().entries[row]; }
  std::string name() const {
    std::string name = entry().description().name;
    name[name.find('.')] = '_';
    constexpr std::array kTypes{"fp64",     "fp32",     "tf32", "fp16", "bf16",
                                "fp8_e4m3", "fp8_e5m2", "int8", "int32"};
    return name + "_" + kTypes.at(static_cast<std::size_t>(type));
  }
};

inline constexpr std::array kEveryType{DataType::fp64,     DataType::fp32, DataType::tf32,
                                       DataType::fp16,     DataType::bf16, DataType::fp8_e4m3,
                                       DataType::fp8_e5m2, DataType::int8, DataType::int32};

/// Kernels for a group have tests of their own: one device cannot run them.
inline std::vector<KernelAndType> kernels_and_types() {
  std::vector<KernelAndType> list;
  for (int row = 0; row < kernel_table().count; ++row) {
    if (kernel_table().entries[row].description().machines == Machines::group) continue;
    for (const DataType type : kEveryType) {
      const KernelAndType one{row, type};
      if ((one.entry().description().types & only(type)) != 0) list.push_back(one);
    }
  }
  return list;
}

/// The kernel's own cases on such a device, or else parameters of that size, as far as it has one.
inline std::vector<Parameters> parameter_sets(const Kernel& kernel, DataType type,
                                              const DeviceShape& device, std::uint64_t bytes) {
  std::vector<Parameters> list;
  if (kernel.cases != nullptr) {
    DeviceShape shape = device;
    // What runs on a CPU too is given as many threads as these tests have.
    if (kernel.machines == Machines::all) shape.processors = 2, shape.compute_capability = 0;
    list.resize(kMaxCases);
    list.resize(static_cast<std::size_t>(kernel.cases(shape, Depth::quick, list.data())));
    for (Parameters& one : list) {
      if (kernel.machines == Machines::all) one.type = type;
    }
  } else {
    Parameters one{.type = type};
    if (kernel.matrix) one.m = 61, one.n = 47, one.k = 300;
    if (kernel.sized) one.bytes = bytes;
    list.push_back(one);
  }
  for (Parameters& one : list) one.seed = kSeed;
  return list;
}

}  // namespace assay::testing
