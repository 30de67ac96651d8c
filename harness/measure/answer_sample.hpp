// Which bytes of an answer make its digest? All of a small one; of a large one so many pieces that
// no two answers agree in them by chance, and so few that bringing them over takes no time.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <cstdint>

namespace assay::measure {

struct AnswerSample {
  std::uint64_t pieces = 1;
  std::uint64_t piece_bytes = 0;
  std::uint64_t pitch_bytes = 0;  ///< from the beginning of one piece to that of the next

  /// Of an answer of so many bytes.
  static constexpr AnswerSample of(std::uint64_t bytes) {
    constexpr std::uint64_t kPieces = 256, kPieceBytes = 64 << 10;
    if (bytes <= kPieces * kPieceBytes) return {.pieces = 1, .piece_bytes = bytes};
    return {.pieces = kPieces, .piece_bytes = kPieceBytes, .pitch_bytes = bytes / kPieces};
  }
  constexpr std::uint64_t size_bytes() const { return pieces * piece_bytes; }

  /// Calls copy(offset in the sample, offset in the answer, bytes) for each piece.
  template <class Copy>
  void for_each(Copy copy) const {
    for (std::uint64_t i = 0; i < pieces; ++i) copy(i * piece_bytes, i * pitch_bytes, piece_bytes);
  }
};

}  // namespace assay::measure
