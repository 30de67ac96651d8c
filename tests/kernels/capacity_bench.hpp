// Memory of any kind under test, sound or not, and the program of memory.capacity at work on it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/machine/team.hpp"
#include "kernels/memory_capacity.hpp"
#include "tests/kernels/test_device.hpp"

namespace assay::testing {

namespace machine = ASSAY_TARGET;

inline constexpr std::uint64_t kKiB = 1024, kBytes = 256 * kKiB + 192;
inline constexpr Parameters kParameters{.bytes = kBytes, .seed = 20260131};

inline const Kernel& capacity(Target target = Target::cpu_baseline) {
  for (const KernelEntry& entry : kernel_table()) {
    if (entry.description().name == std::string("memory.capacity"))
      return *entry.for_target(target);
  }
  throw std::logic_error("no memory.capacity");
}

/// The program of one target and what it needs, at work on `memory`.
class CapacityBench {
 public:
  CapacityBench(void* memory, std::uint64_t bytes, std::uint32_t threads = 2,
                Target target = Target::cpu_baseline)
      : kernel_(capacity(target)), processors_(threads, 0), team_(processors_) {
    parameters_.bytes = bytes;
    arrays_.data[0] = memory;
    arrays_.data[1] = &state_;
    arrays_.mismatch = &mismatch_;
    arrays_.counted = &counted_;
    kernel_.program.prepare(launch(), arrays_, parameters_);
  }

  Launch launch() { return {&team_, team_.size(), 0}; }
  void enqueue(std::uint64_t iterations = 1) {
    kernel_.program.enqueue(launch(), arrays_, parameters_, iterations);
  }
  void spoil() { kernel_.program.spoil(launch(), arrays_, parameters_); }
  Mismatch verify() {
    mismatch_ = {};
    kernel_.program.verify(launch(), arrays_, parameters_);
    return mismatch_;
  }
  /// The same as enqueue(), with meddle() after each step.
  template <class Meddle>
  void enqueue_with(Meddle meddle) {
    state_ = {};
    const auto memory = machine::CapacityMemory::of(arrays_, parameters_);
    for (int step = 0; step < machine::kCapacitySteps; ++step) {
      machine::queue_capacity_step(launch(), memory, step);
      meddle(step);
    }
  }
  std::uint64_t good_bytes() const { return state_.good * machine::kVectorBytes; }
  double counted() const { return counted_; }
  Parameters& parameters() { return parameters_; }

 private:
  const Kernel& kernel_;
  std::vector<int> processors_;
  Team team_;
  Parameters parameters_ = kParameters;
  Arrays arrays_;
  machine::CapacityState state_;
  Mismatch mismatch_;
  double counted_ = 0;
};

/// Sound memory that begins on a line of the cache.
class SoundMemory {
 public:
  explicit SoundMemory(std::uint64_t bytes = kBytes) : bytes_(bytes / 4 + 64) {}
  std::uint32_t* words() {
    const auto at = reinterpret_cast<std::uintptr_t>(bytes_.data());
    return bytes_.data() + (64 - at % 64) % 64 / 4;
  }

 private:
  std::vector<std::uint32_t> bytes_;
};

}  // namespace assay::testing
