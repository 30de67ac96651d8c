// A group of devices that is host memory, and a kernel that is verified on it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/measure/nccl/connections.hpp"
#include "harness/plan/case.hpp"
#include "tests/nccl/script_fixture.hpp"

namespace assay::fake_nccl {

inline constexpr int kRanks = 4;
inline constexpr std::uint64_t kElements = 16;  ///< int32

inline std::int32_t* data_of(const Group& group, int rank, int array) {
  return static_cast<std::int32_t*>(group.arrays[rank].data[array]);
}

/// Rank r has 10 r + i at i.
inline void prepare(const Group& group, const Parameters& parameters, int rank) {
  const bool in_place = parameters.placement == Placement::in_place;
  for (std::uint64_t i = 0; i < kElements; ++i) {
    if (!in_place) data_of(group, rank, 1)[i] = -1;
    data_of(group, rank, 0)[i] = 10 * rank + static_cast<std::int32_t>(i);
  }
}

/// Of an all-reduce.
inline void verify(const Group& group, const Parameters& parameters, int rank) {
  const bool in_place = parameters.placement == Placement::in_place;
  Mismatch& mismatch = *group.arrays[rank].mismatch;
  for (std::uint64_t i = 0; i < kElements; ++i) {
    ++mismatch.checked;
    if (data_of(group, rank, in_place ? 0 : 1)[i] != 60 + 4 * static_cast<std::int32_t>(i)) {
      ++mismatch.count;
    }
  }
}

inline Kernel kernel_named(const char* name) {
  Kernel kernel{};
  kernel.name = name;
  kernel.group = {.prepare = prepare, .verify = verify};
  return kernel;
}

class WithGroup : public WithScript {
 protected:
  explicit WithGroup(const char* kernel = "collective.all_reduce")
      : kernel_(kernel_named(kernel)), entry_{{&kernel_}} {
    case_.kernel = &entry_;
    case_.parameters.type = DataType::int32;
    case_.parameters.bytes = kElements * 4;
    case_.parameters.engine = Engine::nccl;
    case_.parameters.placement = Placement::out_of_place;
    case_.deadline = Seconds(5);
  }

  /// Memory of its own, as a session would have it.
  Group group() {
    Group made{.ranks = kRanks};
    for (int rank = 0; rank < kRanks; ++rank) {
      made.device[rank] = rank;
      for (const int array : {0, 1}) {
        memory_.push_back(std::make_unique<std::int32_t[]>(kElements));
        made.arrays[rank].data[array] = memory_.back().get();
      }
      made.arrays[rank].mismatch = &mismatch_;
      prepare(made, case_.parameters, rank);
    }
    return made;
  }

  std::shared_ptr<measure::NcclConnections> connect(const std::string& file = FAKE_NCCL) {
    return std::make_shared<measure::NcclConnections>(
        measure::GroupCalls{.select = [](int) {},
                            .wait = [this](const Group&, std::string_view) { ++waits_; }},
        std::vector<std::string>{file});
  }

  Kernel kernel_;
  KernelEntry entry_;
  plan::Case case_;
  Mismatch mismatch_ = {};
  int waits_ = 0;

 private:
  std::vector<std::unique_ptr<std::int32_t[]>> memory_;
};

}  // namespace assay::fake_nccl
