// What do the processes of one run say to one another?
//
// Plain memory, sent as it is: world.cpp refuses processes of another build.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "kernels/kernel.hpp"

namespace assay::measure {

/// Text of bounded length, cut where it is longer.
template <std::size_t kSize>
struct Text {
  char data[kSize] = {};

  Text() = default;
  explicit Text(std::string_view text) {
    std::memcpy(data, text.data(), std::min(text.size(), kSize - 1));
  }
  std::string string() const { return {data, strnlen(data, kSize)}; }
};

/// The first word of every process. `build` stays in front, so that builds whose messages differ
/// still understand that much.
struct Hello {
  Text<192> build;
  Text<256> host;
  Text<2048> devices;  ///< that it can see: "0 GPU-5ab7...\n1 GPU-..."
  Text<128> mpi;
  int nccl_version_code = 0;  ///< 0: it has none that can be used
};

/// What rank 0 wants done. All but `close` and `finish` are answered.
struct Order {
  enum class Kind : std::uint32_t { set_up, sample, verify, close, finish } kind = Kind::close;
  int exit_code = 0;     ///< of `finish`
  bool in_order = true;  ///< of `finish`: nobody was lost
  Text<64> kernel;       ///< of `set_up`, as what follows
  Parameters parameters;
  std::uint64_t iterations = 1;
  double patience_s = 0;     ///< of one wait
  double next_within_s = 0;  ///< longer than this no other order is waited for
};

/// What came of it on one rank.
struct Reply {
  enum class State : std::uint32_t { done, failed, in_vain } state = State::done;
  int missing = -1;  ///< rank that was waited for in vain; -1: all of them together
  double seconds = 0;
  Mismatch mismatch;
  std::uint32_t numbers = 0;  ///< that follow the reply
  Text<512> reason;
};

static_assert(std::is_trivially_copyable_v<Hello> && std::is_trivially_copyable_v<Order> &&
              std::is_trivially_copyable_v<Reply>);

}  // namespace assay::measure
