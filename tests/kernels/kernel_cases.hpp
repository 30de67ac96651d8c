// What the tests run each kernel on: its own cases where it has any, else sizes that leave tails.
#pragma once
// SPDX-License-Identifier: Apache-2.0

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
    return name + (type == DataType::fp64 ? "_fp64" : "_fp32");
  }
};

inline std::vector<KernelAndType> kernels_and_types() {
  std::vector<KernelAndType> list;
  for (int row = 0; row < kernel_table().count; ++row) {
    for (const DataType type : {DataType::fp64, DataType::fp32}) {
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
    list.resize(kMaxCases);
    list.resize(static_cast<std::size_t>(kernel.cases(device, Depth::quick, list.data())));
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
