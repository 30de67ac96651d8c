// The collectives that NCCL does and we do not: what they move, and what must come of it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "collectives/rank_arrays.hpp"

namespace assay::ASSAY_TARGET {

/// S is the larger of a rank's two buffers, as in nccl-tests (doc/PERFORMANCE.md there); each rank
/// puts in, or gets, a part of S / n.
///   kExpect       which element must be where
///   kPartIn/Out   the input, or the output, is one part
template <Expect kExpect, bool kPartIn, bool kPartOut>
struct ExchangeKernel {
  static std::uint64_t part(const Parameters& p) {
    const std::uint32_t ranks = ranks_of(p);
    return p.bytes / element_bytes(p.type) / (ranks == 0 ? 1 : ranks);
  }
  /// Whole parts: what is left over of S is not moved.
  static std::uint64_t whole(const Parameters& p) { return part(p) * ranks_of(p); }
  static std::uint64_t input(const Parameters& p) { return kPartIn ? part(p) : whole(p); }
  static std::uint64_t output(const Parameters& p) { return kPartOut ? part(p) : whole(p); }

  static ArraySizes arrays(const Parameters& p, std::uint32_t) {
    const std::uint64_t size = element_bytes(p.type);
    return {{input(p) * size, output(p) * size}};
  }

  /// Bus bandwidth: a rank's own part stays where it is, but of a broadcast, whose root sends all.
  static Work work(const Parameters& p, std::uint32_t) {
    const double ranks = ranks_of(p);
    const double bytes = static_cast<double>(whole(p) * element_bytes(p.type));
    constexpr bool kAll = kExpect == Expect::of_root;
    return {.bytes = kAll ? bytes : bytes * (ranks - 1) / ranks, .flop = 0};
  }

  static void prepare(const Group& group, const Parameters& p, int rank) {
    fill_rank(group, p, rank, {.input = input(p), .output = output(p), .inputs = true});
  }
  static void spoil(const Group& group, const Parameters& p, int rank) {
    fill_rank(group, p, rank, {.input = input(p), .output = output(p), .inputs = false});
  }
  static void verify(const Group& group, const Parameters& p, int rank) {
    check_rank(group, p, rank, output(p),
               {.what = kExpect,
                .ranks = ranks_of(p),
                .rank = rank_of(group, rank),
                .seed = p.seed,
                .part = part(p)});
  }

  static int group_cases(const GroupShape& shape, Depth depth, Parameters* list) {
    constexpr std::uint64_t kMiB = 1024 * 1024, kArrays = 2, kShare = 2;
    if (depth == Depth::quick) return 0;
    int count = 0;
    for (const std::uint64_t bytes : {kMiB, 256 * kMiB, 1024 * kMiB}) {
      const bool fits =
          shape.memory_free_bytes == 0 || kArrays * bytes <= shape.memory_free_bytes / kShare;
      if (!fits) continue;
      list[count++] = {.type = DataType::bf16,
                       .bytes = bytes,
                       .engine = Engine::nccl,
                       .placement = Placement::out_of_place,
                       .devices = shape.devices};
    }
    return count;
  }

  static bool always(const Parameters&) { return true; }

  static constexpr Kernel kernel(const char* name, const char* question) {
    return {.name = name,
            .question = question,
            .check = "every element of every rank, exact, after every iteration",
            .quantity = Quantity::bus_bandwidth,
            .limit = Limit::memory,
            .matrix = false,
            .sized = true,
            .arrays = arrays,
            .work = work,
            .program = {},
            .input = kRandomIntegers,
            .types = kCollectiveTypes,
            .machines = Machines::group,
            .group = {.prepare = prepare, .enqueue = nullptr, .spoil = spoil, .verify = verify},
            .group_cases = group_cases,
            .one_use_arrays = always};
  }
};

}  // namespace assay::ASSAY_TARGET
