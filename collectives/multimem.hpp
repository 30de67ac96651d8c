// All-reduce in the switch: each rank has one slice summed up by multimem.ld_reduce, and the sum
// stored to all by multimem.st. For 9.0 and later.
//
// The switch adds in an order of its own, in fp32 for types of 16 bits. One rank alone has it sum
// each slice, so all ranks hold the same bits.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include "collectives/barrier.hpp"
#include "collectives/pieces.hpp"

namespace assay::ASSAY_TARGET {

/// In place or not. What is less than a pack goes to the ranks one by one.
template <DataType kType, Bug kBug = Bug::none>
struct Multimem {
  Collective collective;

  template <class M>
  ASSAY_BODY void operator()(M& machine) const {
    const Collective& c = collective;
    std::uint32_t epoch = load_epoch(machine, c);
    if (!barrier<kBug>(machine, c, epoch, Phase::start)) return;
    const Range mine = slice_of<kType>(c.count, c.ranks, machine.rank());
    const std::uint64_t first = mine.begin / kPack<kType>;
    machine.template stream<8>(
        mine.packs,
        [&](std::uint64_t i) { return machine.template multimem_load_sum<kType>(c, first + i); },
        [&](std::uint64_t i, const Pack<kType>& sum) {
          machine.template multimem_store<kType>(c, first + i, sum);
        },
        [](std::uint64_t) {});
    if (machine.block() == 0) {
      machine.lanes(mine.rest,
                    [&](std::uint64_t i) { sum_one(mine.begin + mine.packs * kPack<kType> + i); });
    }
    if (!barrier<kBug>(machine, c, epoch, Phase::end)) return;
    store_epoch(machine, c, epoch);
  }

 private:
  ASSAY_BODY void sum_one(std::uint64_t element) const {
    const Collective& c = collective;
    WordSum<kType> sum = widen_word<kType>(load_element<kType>(c.input[0], element));
    for (std::uint32_t r = 1; r < c.ranks; ++r)
      add_word<kType>(sum, load_element<kType>(c.input[r], element));
    const std::uint32_t word = narrow_word<kType>(sum);
    for (std::uint32_t r = 0; r < c.ranks; ++r) store_element<kType>(c.output[r], element, word);
  }
};

}  // namespace assay::ASSAY_TARGET
