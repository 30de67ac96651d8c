// What does one operation of all ranks compute, on memory of the host?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <vector>

#include "collectives/nccl/api.hpp"

namespace assay::fake_nccl {

enum class Action { all_reduce, all_gather, reduce_scatter, broadcast, exchange };

/// A send or a receive of one rank.
struct Transfer {
  int peer = 0;
  const std::byte* from = nullptr;  ///< of a send
  std::byte* to = nullptr;          ///< of a receive
  std::size_t bytes = 0;
};

struct Part {
  const void* in = nullptr;
  void* out = nullptr;
  std::vector<Transfer> transfers = {};
};

struct Collective {
  Action action = {};
  nccl_api::Number number = {};
  std::size_t count = 0;
  int root = 0;
  double add = 0;
  std::vector<Part> parts = {};  ///< by rank

  void compute() const;
};

std::size_t bytes_of(nccl_api::Number number);

}  // namespace assay::fake_nccl
