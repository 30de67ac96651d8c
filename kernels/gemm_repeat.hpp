// Is C, bit for bit, what it was when it was verified?
//
// Each block of C has a hash of 64 bits: the sum over its vectors of 16 bytes of a mix of the
// vector and its position in C. For any position the mix is one-to-one in either half of the vector
// while the other stays, so a change within one half is seen for certain, and any other but once in
// 2^64.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>

#include "kernels/gemm_problem.hpp"
#include "kernels/machine/machine.hpp"

namespace assay::ASSAY_TARGET {

struct [[gnu::may_alias]] alignas(16) GemmVector {
  std::uint64_t low, high;
};

ASSAY_BODY std::uint64_t mix_of(const GemmVector& vector, std::uint64_t position) {
  // Odd multipliers of MurmurHash3's 64-bit finaliser (A. Appleby, public domain).
  std::uint64_t x = (vector.low + (position + 1) * 0x9E3779B97F4A7C15ull) * 0xFF51AFD7ED558CCDull;
  x ^= x >> 32;
  std::uint64_t y = (x ^ vector.high) * 0xC4CEB9FE1A85EC53ull;
  return y ^ y >> 29;
}

/// C as blocks of what one tile of the product covers.
struct GemmBlocks {
  const GemmVector* c;
  std::uint64_t rows, row_vectors;  ///< of C
  std::uint32_t block_rows, block_vectors;
  std::uint32_t vector_elements;
  std::uint64_t* hashes;
  TileOwners owners;
};

enum class GemmHashes : std::uint8_t { leave, compare };

struct GemmHashBody {
  GemmBlocks blocks;
  GemmHashes hashes;
  Mismatch* mismatch;

  ASSAY_BODY void operator()(const Machine& machine) const {
    const GemmHashBody g = *this;
    const GemmBlocks& b = g.blocks;
    const std::uint64_t across = (b.row_vectors + b.block_vectors - 1) / b.block_vectors;
    const std::uint64_t count = across * ((b.rows + b.block_rows - 1) / b.block_rows);
    const BlockMachine block_machine(machine, nullptr, 0);
    for (std::uint64_t block = machine.block(); block < count; block += machine.blocks()) {
      const std::uint64_t row = block / across * b.block_rows;
      const std::uint64_t vector = block % across * b.block_vectors;
      const auto height = static_cast<std::uint32_t>(least(b.block_rows, b.rows - row));
      const auto width = static_cast<std::uint32_t>(least(b.block_vectors, b.row_vectors - vector));
      std::uint64_t sum = 0;
      block_machine.lanes(static_cast<int>(height * width), [&](int i) {
        const auto at = static_cast<std::uint32_t>(i);
        const std::uint64_t position = (row + at / width) * b.row_vectors + vector + at % width;
        sum += mix_of(b.c[position], position);
      });
      const std::uint64_t hash = machine.block_sum(sum);
      machine.leader([&] { g.take(block, hash, row, vector, height * width); });
    }
    machine.leader([&] {
      if (g.hashes == GemmHashes::compare && machine.block() == 0) {
        Machine::atomic_add(&g.mismatch->checked, b.rows * b.row_vectors * b.vector_elements);
      }
    });
  }

 private:
  ASSAY_BODY static std::uint64_t least(std::uint64_t x, std::uint64_t y) { return x < y ? x : y; }

  ASSAY_BODY void take(std::uint64_t block, std::uint64_t hash, std::uint64_t row,
                       std::uint64_t vector, std::uint32_t vectors) const {
    const GemmBlocks& b = blocks;
    if (hashes == GemmHashes::leave) {
      b.hashes[block] = hash;
      return;
    }
    if (hash == b.hashes[block]) return;
    const std::uint64_t elements = std::uint64_t{vectors} * b.vector_elements;
    if (Machine::atomic_fetch_add(&mismatch->count, elements) != 0) return;
    mismatch->index = (row * b.row_vectors + vector) * b.vector_elements;
    if (b.owners.processor == nullptr) return;
    mismatch->processor_plus_one = static_cast<std::uint32_t>(b.owners.processor[block] + 1);
  }
};

}  // namespace assay::ASSAY_TARGET
