// A group whose ranks all lie in memory of the host, on one team of threads.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "kernels/kernel.hpp"
#include "kernels/machine/team.hpp"

namespace assay {

inline const Kernel* kernel_named(std::string_view name) {
  for (const KernelEntry& entry : kernel_table()) {
    if (entry.description().name == name) return &entry.description();
  }
  return nullptr;
}

class RankGroup {
 public:
  RankGroup(const Kernel& kernel, const Parameters& parameters, int ranks)
      : kernel_(kernel), parameters_(parameters) {
    group_.ranks = ranks;
    const ArraySizes sizes = kernel.arrays(parameters, kThreads);
    for (int rank = 0; rank < ranks; ++rank) {
      group_.device[rank] = rank;
      group_.launch[rank] = {.queue = &team_, .processors = kThreads};
      for (int array = 0; array < kMaxArrays; ++array) {
        if (sizes.bytes[array] != 0) group_.arrays[rank].data[array] = add(sizes.bytes[array]);
      }
      group_.arrays[rank].mismatch = &mismatch_;
    }
  }

  const Group& group() const { return group_; }
  void prepare() { each(kernel_.group.prepare); }
  void spoil() { each(kernel_.group.spoil); }
  void enqueue() { each(kernel_.group.enqueue); }
  Mismatch verify() {
    mismatch_ = {};
    each(kernel_.group.verify);
    return mismatch_;
  }

  template <class T>
  T* array(int rank, int index) const {
    return static_cast<T*>(group_.arrays[rank].data[index]);
  }

 private:
  static constexpr std::uint32_t kThreads = 2;

  void each(void (*step)(const Group&, const Parameters&, int)) {
    for (int rank = 0; rank < group_.ranks; ++rank) step(group_, parameters_, rank);
  }
  void* add(std::uint64_t bytes) {
    constexpr std::size_t kLine = 4096;
    memory_.push_back(std::make_unique<std::byte[]>(bytes + kLine));
    auto address = reinterpret_cast<std::uintptr_t>(memory_.back().get());
    address = (address + kLine - 1) / kLine * kLine;
    return reinterpret_cast<void*>(address);
  }

  const Kernel& kernel_;
  Parameters parameters_;
  std::array<int, kThreads> processors_{0, 1};
  Team team_{processors_};
  Group group_;
  Mismatch mismatch_;
  std::vector<std::unique_ptr<std::byte[]>> memory_;
};

}  // namespace assay
