// A GPU as a device for kernel tests: a stream, and memory for one case.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernels/kernel.hpp"

namespace assay::testing {

/// Why no kernel can run here; empty where one can.
std::string no_gpu();

/// Why no kernel of several GPUs can run here; empty where all of them reach one another.
std::string no_linked_gpus();

/// Device 0. Every function throws Error where CUDA refuses.
class GpuDevice {
 public:
  GpuDevice();
  ~GpuDevice();
  GpuDevice(const GpuDevice&) = delete;
  GpuDevice& operator=(const GpuDevice&) = delete;

  const DeviceShape& shape() const;

  /// Memory filled with 0xA5, so that a kernel that relies on zeros is seen. Arrays end where their
  /// size says, with a guard behind them: see guards_whole().
  void allocate(const Kernel& kernel, const Parameters& parameters);
  void prepare(const Kernel& kernel, const Parameters& parameters);
  void enqueue(const Kernel& kernel, const Parameters& parameters, std::uint64_t iterations);
  void spoil(const Kernel& kernel, const Parameters& parameters);
  Mismatch verify(const Kernel& kernel, const Parameters& parameters);
  Mismatch verify_repeat(const Kernel& kernel, const Parameters& parameters);

  /// Nothing was written behind the arrays.
  bool guards_whole() const;
  /// Of all launches of enqueue() since allocate().
  ClockTicks ticks() const;
  /// Flips a bit of one byte of an array.
  void flip(int array, std::uint64_t byte);
  std::uint64_t bytes(int array) const;
  std::vector<std::byte> contents(int array) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::testing
