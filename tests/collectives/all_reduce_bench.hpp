// Does an all-reduce give every rank the exact sum, launch after launch? Arrays of all ranks,
// inputs that are new each time, and the comparison.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <atomic>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "collectives/all_reduce_bodies.hpp"
#include "tests/collectives/rank_threads.hpp"

namespace assay::ASSAY_TARGET {

/// Zeros at an address that a rank's arrays may have.
class RankArray {
 public:
  explicit RankArray(std::uint64_t bytes)
      : bytes_(round_up(bytes + 1, kRankAlignment)),
        data_(::operator new(bytes_, std::align_val_t(kRankAlignment))) {
    std::memset(data_, 0, bytes_);
  }
  ~RankArray() {
    if (data_ != nullptr) ::operator delete(data_, std::align_val_t(kRankAlignment));
  }
  RankArray(RankArray&& other) noexcept : bytes_(other.bytes_), data_(other.data_) {
    other.data_ = nullptr;
  }
  RankArray& operator=(RankArray&&) = delete;
  void* data() const { return data_; }

 private:
  std::uint64_t bytes_;
  void* data_;
};

struct Problem {
  std::uint64_t count = 1;
  bool in_place = false;
  Algorithm algorithm = Algorithm::two_shot;
  Protocol protocol = Protocol::simple;
  std::uint64_t chunk_bytes = 256;  ///< so small that a ring goes round many times
  std::uint64_t patience_ns = 100'000'000'000;
};

/// The value of an element, as an integer; those of 16 ranks add up exactly in every type.
constexpr std::int32_t input_value(std::uint32_t rank, std::uint64_t i, std::uint32_t iteration) {
  return static_cast<std::int32_t>(mix(mix(0xC011u, rank * 64 + iteration), i) % 17) - 8;
}
constexpr std::int32_t expected_value(std::uint32_t ranks, std::uint64_t i,
                                      std::uint32_t iteration) {
  std::int32_t sum = 0;
  for (std::uint32_t rank = 0; rank < ranks; ++rank) sum += input_value(rank, i, iteration);
  return sum;
}

/// The bits of a small integer.
template <DataType kType>
Storage<kType> encode(std::int32_t value) {
  if constexpr (kType == DataType::int32)
    return static_cast<std::uint32_t>(value);
  else if constexpr (kType == DataType::fp32)
    return static_cast<float>(value);
  else
    return static_cast<std::uint16_t>(narrow<kType>(static_cast<float>(value)));
}

template <DataType kType>
bool same_bits(const Storage<kType>& x, const Storage<kType>& y) {
  return std::memcmp(&x, &y, sizeof x) == 0;
}

template <DataType kType>
class AllReduceBench {
 public:
  AllReduceBench(const Crew& crew, const Problem& problem) : crew_(crew), problem_(problem) {
    const std::uint64_t bytes = problem.count * sizeof(Storage<kType>);
    const std::uint64_t scratch = scratch_bytes(
        {.algorithm = problem.algorithm,
         .protocol = problem.protocol,
         .placement = problem.in_place ? Placement::in_place : Placement::out_of_place,
         .bytes = bytes,
         .ranks = crew.ranks,
         .blocks = crew.blocks,
         .chunk_bytes = problem.chunk_bytes});
    collective_ = {.ranks = crew.ranks,
                   .count = problem.count,
                   .stall = &stall_,
                   .patience_ns = problem.patience_ns,
                   .chunk_bytes = problem.chunk_bytes};
    for (std::uint32_t r = 0; r < crew.ranks; ++r) {
      collective_.input[r] = add(bytes);
      collective_.output[r] =
          problem.in_place ? const_cast<void*>(collective_.input[r]) : add(bytes);
      collective_.scratch[r] = add(scratch);
      collective_.flags[r] = static_cast<std::uint32_t*>(add(flag_bytes(crew.blocks)));
    }
  }

  const Collective& collective() const { return collective_; }
  const Stall& stall() const { return stall_; }

  /// As a stream does: each rank fills its input, runs the body and compares its output, again and
  /// again, and no rank waits for another but in the body. What went wrong, or nothing.
  template <class Body>
  std::string fill_run_compare(const Body& body, std::uint32_t iterations) {
    const bool done = run_crew(crew_, [&](const Member& me) {
      for (std::uint32_t iteration = 0; iteration < iterations; ++iteration) {
        fill(me, iteration);
        if (!me.meet()) return;
        body(me.machine);
        if (!me.meet()) return;
        compare(me, iteration, 1);
        if (!me.meet()) return;
      }
    });
    return result(done);
  }

  /// The body alone, so that even the blocks of one rank drift apart. In place, each launch sums up
  /// the sums before.
  template <class Body>
  std::string run_back_to_back(const Body& body, std::uint32_t iterations) {
    const bool done = run_crew(crew_, [&](const Member& me) {
      fill(me, 0);
      if (!me.meet()) return;
      std::int32_t scale = 1;
      for (std::uint32_t i = 0; i < iterations; ++i) {
        body(me.machine);
        if (!me.machine.sync()) return;
        if (problem_.in_place && i > 0) scale *= static_cast<std::int32_t>(crew_.ranks);
      }
      if (me.meet()) compare(me, 0, scale);
    });
    return result(done);
  }

 private:
  void* add(std::uint64_t bytes) {
    arrays_.emplace_back(bytes);
    return arrays_.back().data();
  }

  void fill(const Member& me, std::uint32_t iteration) {
    auto* const input = static_cast<Storage<kType>*>(const_cast<void*>(collective_.input[me.rank]));
    for (std::uint64_t i = me.index; i < problem_.count; i += me.count)
      input[i] = encode<kType>(input_value(me.rank, i, iteration));
  }

  void compare(const Member& me, std::uint32_t iteration, std::int32_t scale) {
    const auto* const output = static_cast<const Storage<kType>*>(collective_.output[me.rank]);
    for (std::uint64_t i = me.index; i < problem_.count; i += me.count) {
      const auto expected = encode<kType>(scale * expected_value(crew_.ranks, i, iteration));
      if (!same_bits<kType>(output[i], expected)) wrong_.fetch_add(1, std::memory_order_relaxed);
    }
  }

  std::string result(bool done) {
    if (!done)
      return "rank " + std::to_string(stall_.rank) + " waited in vain for rank " +
             std::to_string(stall_.peer);
    const std::uint64_t wrong = wrong_.load();
    return wrong == 0 ? "" : std::to_string(wrong) + " elements are wrong";
  }

  Crew crew_;
  Problem problem_;
  Collective collective_;
  Stall stall_;
  std::vector<RankArray> arrays_;
  std::atomic<std::uint64_t> wrong_ = 0;
};

/// Calls f(body) with the body of a problem, for a type, number of ranks and fault.
template <DataType kType, Bug kBug = Bug::none, class F>
void with_body(const Problem& problem, const Collective& c, F f) {
  with_ranks(c.ranks, [&]<std::uint32_t kRanks>() {
    if (problem.algorithm == Algorithm::two_shot)
      f(TwoShot<kType, kRanks, Stores::cached, kBug>{c});
    else if (problem.algorithm == Algorithm::one_shot && problem.protocol == Protocol::flagged)
      f(OneShotFlagged<kType, kRanks, kBug>{c});
    else if (problem.algorithm == Algorithm::one_shot)
      f(OneShot<kType, kRanks, kBug>{c});
  });
  if (problem.algorithm == Algorithm::ring) f(Ring<kType, kBug>{c});
  if (problem.algorithm == Algorithm::multimem) f(Multimem<kType, kBug>{c});
}

}  // namespace assay::ASSAY_TARGET
