// How does a case of all-reduce go about it: algorithm, protocol, blocks?
//
// As kernels/kernel.hpp: nothing here is emitted as a function.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "collectives/collective.hpp"

namespace assay {

inline constexpr std::uint32_t kRankThreads = 512;  ///< of a block on a GPU

/// What a choice of algorithm depends on beside the parameters.
struct RankPlace {
  std::uint32_t ranks = 1;
  std::uint32_t processors = 1;  ///< that one rank may use
  bool multicast = false;
  bool linked = false;  ///< each rank has a device of its own
  bool on_cpu = false;
};

struct AllReduceWay {
  Algorithm algorithm = Algorithm::two_shot;
  Protocol protocol = Protocol::simple;
  std::uint32_t blocks = 1;  ///< of each rank
};

/// Up to here flagged lines win, which need no barrier but move twice the bytes to everybody.
/// Published for 8 GPUs behind switches: MSCCL++ pushes packets up to 64 KiB, TensorRT-LLM's one
/// shot ends at 128 tokens; NCCL models 4.5 us for flagged lines and 7.8 us for its other symmetric
/// kernels, which at 450 GB/s meet near 128 KiB for 8 ranks. Not measured by us.
inline constexpr std::uint64_t kFlaggedAtMostBytes = 64 * 1024;

/// Measured between threads of a CPU, two ranks on two cores of an EPYC (family 25 model 1): two
/// shot takes 0.5 us at 1 KiB and 3.5 us at 64 KiB, one shot 1.2 and 4.4, flagged lines 6.9 and
/// 190.
[[gnu::always_inline]] constexpr Algorithm best_algorithm(std::uint64_t bytes,
                                                          const RankPlace& place) {
  if (place.on_cpu) return Algorithm::two_shot;
  if (bytes <= kFlaggedAtMostBytes) return Algorithm::one_shot;
  return place.multicast ? Algorithm::multimem : Algorithm::two_shot;
}

/// Bytes that a block is worth having for.
inline constexpr std::uint64_t kBytesPerBlock = std::uint64_t{kRankThreads} * 16;

/// So many keep the links of a rank busy: NCCL's switch kernels take 16 / ranks, PyTorch's 24 for
/// two shot, vLLM's 36 for all; more only wait longer for one another. Not measured by us.
inline constexpr std::uint32_t kSwitchBlocks = 16, kLinkBlocks = 36;

[[gnu::always_inline]] constexpr std::uint32_t blocks_for(Algorithm algorithm, std::uint64_t bytes,
                                                          const RankPlace& place) {
  std::uint64_t most = place.processors;
  if (place.linked) {
    const std::uint32_t enough = algorithm == Algorithm::multimem ? kSwitchBlocks : kLinkBlocks;
    if (enough < most) most = enough;
  }
  const std::uint64_t useful = (bytes + kBytesPerBlock - 1) / kBytesPerBlock;
  if (!place.on_cpu && useful < most) most = useful;
  if (most > kMaxBlocks) most = kMaxBlocks;
  return most < 1 ? 1 : static_cast<std::uint32_t>(most);
}

/// Algorithm::best resolved, and everything else that the parameters leave open.
[[gnu::always_inline]] constexpr AllReduceWay all_reduce_way(const Parameters& p,
                                                             const RankPlace& place) {
  AllReduceWay way;
  way.algorithm = p.algorithm == Algorithm::best || p.algorithm == Algorithm::none
                      ? best_algorithm(p.bytes, place)
                      : p.algorithm;
  way.protocol = p.variant.protocol;
  if (way.protocol == Protocol::none) {
    const bool flagged = way.algorithm == Algorithm::one_shot && p.bytes <= kFlaggedAtMostBytes;
    way.protocol = flagged && !place.on_cpu ? Protocol::flagged : Protocol::simple;
  }
  way.blocks = p.variant.blocks != 0 ? p.variant.blocks : blocks_for(way.algorithm, p.bytes, place);
  return way;
}

/// Bytes of the scratch of one rank.
[[gnu::always_inline]] constexpr std::uint64_t scratch_bytes_of(const Parameters& p,
                                                                const AllReduceWay& way,
                                                                std::uint32_t ranks) {
  return scratch_bytes({.algorithm = way.algorithm,
                        .protocol = way.protocol,
                        .placement = p.placement,
                        .bytes = p.bytes,
                        .ranks = ranks,
                        .blocks = way.blocks});
}

/// What documents call it.
[[gnu::always_inline]] constexpr const char* name_of(const AllReduceWay& way) {
  switch (way.algorithm) {
    case Algorithm::one_shot:
      return way.protocol == Protocol::flagged ? "one_shot flagged" : "one_shot simple";
    case Algorithm::ring:
      return "ring";
    case Algorithm::multimem:
      return "multimem";
    default:
      return "two_shot";
  }
}

}  // namespace assay
