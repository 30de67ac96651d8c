// What does memory have to hold for all of it to be there? Patterns, and the steps through them.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/machine/data.hpp"
#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

// The steps are those of a march test: the whole memory is written before any of it is read, each
// later step reads what the one before wrote and writes the next pattern in its place, the last one
// only reads.
//   address      each 16 bytes hold their own number: no two are alike, so that memory that answers
//                to two addresses shows, whichever bit of the address is lost
//   hash         bits that depend on the address and the seed
//   complement   each of those bits turned over: a bit that always reads 0, or 1, shows
// A vector that once was wrong is left as it is. So it stays wrong in every later step, only
// memory that was right in all of them is counted at the end, and of two addresses with one memory
// behind them one is counted.
enum class Pattern : std::uint8_t { none, address, hash, complement };

inline constexpr std::uint64_t kNowhere = ~std::uint64_t{0};

/// The first wrong word of the lowest vector that holds any, as it was read when it was found. A
/// later look at that vector changes nothing: by then it holds what a step left there.
struct FirstBad {
  std::uint64_t vector_idx = kNowhere;
  std::uint64_t word_idx = 0;
  std::uint32_t expected = 0, actual = 0;
  std::uint32_t lock = 0;
};

/// What a case keeps beside the memory under test.
struct CapacityState {
  FirstBad found;          ///< during the steps
  FirstBad checked;        ///< the same, or lower, during the check after them
  std::uint64_t good = 0;  ///< vectors that were right in every step
};

/// Words are numbered from the beginning of the memory under test. Four of them depend on one hash:
/// with one for each, the arithmetic would be slower than the memory of a part with few SMs.
template <Pattern kPattern>
ASSAY_BODY std::uint32_t pattern_word(std::uint32_t key, std::uint64_t word_idx) {
  const std::uint64_t number = word_idx / 4;
  const auto part = static_cast<std::uint32_t>(word_idx % 4);
  if constexpr (kPattern == Pattern::address) {
    const auto half = static_cast<std::uint32_t>(part % 2 == 0 ? number : number >> 32);
    return part < 2 ? half : ~half;
  } else {
    constexpr std::uint32_t kFactor[4] = {1, 0x9E3779B1u, 0x85EBCA77u, 0xC2B2AE3Du};
    const std::uint32_t word = mix(key, number) * kFactor[part];
    return kPattern == Pattern::complement ? ~word : word;
  }
}

template <Pattern kPattern>
ASSAY_BODY Vector<std::uint32_t> pattern_vector(std::uint32_t key, std::uint64_t vector_idx) {
  constexpr int kWords = static_cast<int>(kWidth<std::uint32_t>);
  Vector<std::uint32_t> result = {};
  ASSAY_UNROLL for (int i = 0; i < kWords; ++i) {
    result[i] = pattern_word<kPattern>(
        key, vector_idx * kWidth<std::uint32_t> + static_cast<std::uint64_t>(i));
  }
  return result;
}

/// Of all lanes that come here, the one with the lowest vector leaves its word.
ASSAY_BODY void note_bad(FirstBad* first, std::uint64_t vector_idx, std::uint64_t word_idx,
                         std::uint32_t expected, std::uint32_t actual) {
  if (Machine::atomic_min(&first->vector_idx, vector_idx) <= vector_idx) return;
  Machine::locked(&first->lock, [&] {
    // Asked again atomically: a lower one may have come and gone.
    if (Machine::atomic_min(&first->vector_idx, vector_idx) != vector_idx) return;
    first->word_idx = word_idx;
    first->expected = expected;
    first->actual = actual;
  });
}

/// Reads one pattern and writes another. Either may be none.
template <Pattern kRead, Pattern kWrite>
struct CapacityStepBody {
  std::uint32_t* data;
  std::uint64_t vectors;
  std::uint32_t key;
  FirstBad* first;
  std::uint64_t* good_vectors;  // added to; null: not asked
  std::uint64_t* bad_words;     // likewise

  ASSAY_BODY void operator()(const Machine& machine) const {
    const CapacityStepBody a = *this;
    std::uint64_t good = 0, bad = 0;
    machine.template grid_stream<4>(
        a.vectors,
        [&](std::uint64_t i) {
          if constexpr (kRead == Pattern::none)
            return Vector<std::uint32_t>{};
          else
            return load_written(a.data, i);
        },
        [&](std::uint64_t i, Vector<std::uint32_t> value, int) {
          if constexpr (kRead != Pattern::none) {
            const std::uint64_t wrong = a.count_wrong(i, value);
            bad += wrong;
            if (wrong != 0) return;
            ++good;
          }
          if constexpr (kWrite != Pattern::none) {
            store<Stores::streaming>(a.data, i, pattern_vector<kWrite>(a.key, i));
          }
        },
        [](std::uint64_t) {});
    machine.drain_stores();
    if constexpr (kRead != Pattern::none) {
      add(machine, a.good_vectors, good);
      add(machine, a.bad_words, bad);
    }
  }

  /// Words of the vector that are wrong; the first of them is noted.
  ASSAY_BODY std::uint64_t count_wrong(std::uint64_t vector_idx,
                                       Vector<std::uint32_t> actual) const {
    constexpr int kWords = static_cast<int>(kWidth<std::uint32_t>);
    const Vector<std::uint32_t> expected = pattern_vector<kRead>(key, vector_idx);
    std::uint32_t difference = 0;
    ASSAY_UNROLL for (int i = 0; i < kWords; ++i) difference |= expected[i] ^ actual[i];
    if (difference == 0) return 0;
    std::uint64_t wrong = 0, word_idx = 0;
    std::uint32_t must_be = 0, is = 0;
    ASSAY_UNROLL for (int i = kWords - 1; i >= 0; --i) {
      if (expected[i] == actual[i]) continue;
      word_idx = vector_idx * kWidth<std::uint32_t> + static_cast<std::uint64_t>(i);
      must_be = expected[i];
      is = actual[i];
      ++wrong;
    }
    note_bad(first, vector_idx, word_idx, must_be, is);
    return wrong;
  }

  ASSAY_BODY static void add(const Machine& machine, std::uint64_t* to, std::uint64_t value) {
    if (to == nullptr) return;
    const std::uint64_t sum = machine.block_sum(value);
    machine.leader([&] { Machine::atomic_add(to, sum); });
  }
};

/// The memory under test and what is kept of it.
struct CapacityMemory {
  std::uint32_t* data;
  std::uint64_t vectors;
  std::uint32_t key;
  CapacityState* state;

  static CapacityMemory of(const Arrays& arrays, const Parameters& p) {
    return {.data = static_cast<std::uint32_t*>(arrays.data[0]),
            .vectors = p.bytes / 64 * 64 / kVectorBytes,
            .key = array_key(p.seed, 0),
            .state = static_cast<CapacityState*>(arrays.data[1])};
  }

  template <Pattern kRead, Pattern kWrite>
  void step(const Launch& where, FirstBad* first, std::uint64_t* good_vectors,
            std::uint64_t* bad_words) const {
    // As many blocks as fit at once with the registers these take: no second wave.
    constexpr std::uint32_t kBlocksPerProcessor = 3;
    launch(where,
           CapacityStepBody<kRead, kWrite>{data, vectors, key, first, good_vectors, bad_words}, 1,
           kBlocksPerProcessor);
  }
};

inline constexpr int kCapacitySteps = 4;

/// Queues one of the steps, which are 0 to kCapacitySteps - 1. Each moves the memory once each way,
/// but the first and the last, which move it one way.
inline void queue_capacity_step(const Launch& where, const CapacityMemory& memory, int step) {
  using enum Pattern;
  FirstBad* const first = &memory.state->found;
  if (step == 0) memory.step<none, address>(where, first, nullptr, nullptr);
  if (step == 1) memory.step<address, hash>(where, first, nullptr, nullptr);
  if (step == 2) memory.step<hash, complement>(where, first, nullptr, nullptr);
  if (step == 3) memory.step<complement, none>(where, first, &memory.state->good, nullptr);
}

}  // namespace assay::ASSAY_TARGET
