// The arrays of one rank in a group: filled, spoiled, and compared with what they must be.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "collectives/all_reduce_data.hpp"

namespace assay::ASSAY_TARGET {

inline constexpr int kInputArray = 0, kOutputArray = 1, kScratchArray = 2, kFlagsArray = 3;

inline constexpr DataTypes kCollectiveTypes =
    only(DataType::bf16) | only(DataType::fp16) | only(DataType::fp32) | only(DataType::int32);

/// Ranks of a case: GPUs, or processes of a launcher.
inline std::uint32_t ranks_of(const Parameters& p) {
  return p.devices != 0 ? p.devices : p.ranks;
}

/// Among all ranks, of which the group may hold a part: Group::first_rank comes first.
inline std::uint32_t rank_of(const Group& group, int rank) {
  return static_cast<std::uint32_t>(group.first_rank + rank);
}

/// Elements of the arrays of one rank.
struct FillCounts {
  std::uint64_t input = 0, output = 0;
  bool inputs = true;  ///< false: spoil the output alone
};

/// In place the input is the output, and nothing is spoiled.
inline void fill_rank(const Group& group, const Parameters& p, int rank, const FillCounts& counts) {
  const Arrays& a = group.arrays[rank];
  const bool in_place = p.placement == Placement::in_place;
  with_element_type(p.type, [&]<DataType kType>() {
    launch(group.launch[rank],
           FillRankBody<kType>{.input = counts.inputs ? a.data[kInputArray] : nullptr,
                               .output = in_place ? nullptr : a.data[kOutputArray],
                               .input_count = counts.input,
                               .output_count = counts.output,
                               .seed = p.seed,
                               .rank = rank_of(group, rank)});
  });
}

/// Scratch and flags.
inline void zero_rank(const Group& group, int rank, const ArraySizes& sizes) {
  for (const int array : {kScratchArray, kFlagsArray}) {
    const std::uint64_t words = sizes.bytes[array] / sizeof(std::uint32_t);
    auto* const data = static_cast<std::uint32_t*>(group.arrays[rank].data[array]);
    if (words != 0 && data != nullptr) launch(group.launch[rank], ZeroWordsBody{data, words});
  }
}

inline void check_rank(const Group& group, const Parameters& p, int rank, std::uint64_t count,
                       const Expected& expected) {
  const Arrays& a = group.arrays[rank];
  const int output = p.placement == Placement::in_place ? kInputArray : kOutputArray;
  with_element_type(p.type, [&]<DataType kType>() {
    launch(group.launch[rank], CheckRankBody<kType>{.output = a.data[output],
                                                    .count = count,
                                                    .expected = expected,
                                                    .mismatch = a.mismatch});
  });
}

}  // namespace assay::ASSAY_TARGET
