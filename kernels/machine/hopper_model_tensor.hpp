// Which bytes of shared and of global memory does the copy of one box of a tensor touch?
//
// PTX ISA 5.5 (tensors): boxes are dense in shared memory, rows one after the other; the swizzle
// exchanges chunks of 16 bytes by bits of the shared address; elements outside the tensor are read
// as zeros and are not written.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/machine/hopper.hpp"
#include "kernels/machine/turns.hpp"

namespace assay::model {

inline constexpr std::uint32_t kChunkBytes = 16;

/// Bytes after which a pattern of chunks repeats along a row; 0: none.
constexpr std::uint32_t swizzle_row_bytes(hopper::Swizzle swizzle) {
  switch (swizzle) {
    case hopper::Swizzle::bytes128:
      return 128;
    case hopper::Swizzle::bytes64:
      return 64;
    case hopper::Swizzle::bytes32:
      return 32;
    case hopper::Swizzle::none:
      break;
  }
  return 0;
}

/// Where a byte lies whose address would be `address` without the swizzle: the number of its chunk
/// in the row is changed by the number of its line of 128 bytes.
constexpr std::uint32_t swizzled(std::uint32_t address, hopper::Swizzle swizzle) {
  const std::uint32_t row = swizzle_row_bytes(swizzle);
  const std::uint32_t chunks = row == 0 ? 0 : row / kChunkBytes - 1;
  return address ^ ((address >> 7 & chunks) << 4);
}

/// One chunk of a box: bytes [begin, end) of it are in the tensor, at `global`.
struct Piece {
  std::uint32_t shared;
  std::byte* global;
  std::uint32_t begin, end;

  std::uint32_t bytes() const { return end - begin; }
};

/// Coordinates of the first element of a box.
struct BoxAt {
  std::int64_t x, y;
};

class TensorMap {
 public:
  TensorMap(const hopper::Tensor& tensor) : tensor_(tensor) {  // NOLINT: as good as the tensor
    const std::uint32_t row = row_bytes(), span = swizzle_row_bytes(tensor.swizzle);
    const auto address = reinterpret_cast<std::uintptr_t>(tensor.data);
    require(address % 16 == 0 && tensor.pitch_bytes % 16 == 0,
            "base and pitch are multiples of 16 bytes");
    require(tensor.columns > 0 && tensor.rows > 0, "a tensor has elements");
    require(tensor.pitch_bytes >= tensor.columns * element(), "rows do not overlap");
    require(tensor.pitch_bytes < std::uint64_t{1} << 40, "the pitch is below 2^40");
    require(std::max(tensor.columns, tensor.rows) <= std::uint64_t{1} << 32,
            "a tensor has at most 2^32 elements a side");
    require(tensor.box_columns - 1 < 256 && tensor.box_rows - 1 < 256,
            "a box has 1 to 256 elements a side");
    require(row % kChunkBytes == 0, "rows of a box are multiples of 16 bytes");
    require(span == 0 || row == span, "a row of a box is as long as the swizzle");
  }

  const hopper::Tensor& tensor() const { return tensor_; }
  std::uint32_t row_bytes() const { return tensor_.box_columns * element(); }
  std::uint32_t box_bytes() const { return tensor_.box_rows * row_bytes(); }
  std::uint32_t pieces() const { return box_bytes() / kChunkBytes; }

  /// Boxes begin where the pattern does, and on 128 bytes.
  std::uint32_t alignment() const {
    return std::max(8 * swizzle_row_bytes(tensor_.swizzle), std::uint32_t{128});
  }

  Piece piece(BoxAt at, std::uint32_t to, std::uint32_t number) const {
    const std::uint32_t place = number * kChunkBytes;
    const std::int64_t size = element();
    const std::int64_t row = at.y + place / row_bytes();
    const std::int64_t left = at.x * size + place % row_bytes();  // of the tensor's row, in bytes
    const auto inside = [&](std::int64_t byte) {
      const std::int64_t end = static_cast<std::int64_t>(tensor_.columns) * size;
      return static_cast<std::uint32_t>(
          std::clamp<std::int64_t>(std::clamp<std::int64_t>(byte, 0, end) - left, 0, kChunkBytes));
    };
    Piece piece{swizzled(to + place, tensor_.swizzle), nullptr, 0, 0};
    if (row < 0 || row >= static_cast<std::int64_t>(tensor_.rows)) return piece;
    piece.begin = inside(left);
    piece.end = inside(left + kChunkBytes);
    piece.global = static_cast<std::byte*>(tensor_.data) +
                   row * static_cast<std::int64_t>(tensor_.pitch_bytes) + left + piece.begin;
    return piece;
  }

 private:
  std::uint32_t element() const { return hopper::element_bytes(tensor_.type); }
  static void require(bool holds, const char* rule) {
    if (!holds) throw BrokenRule(std::string("no tensor map: ") + rule);
  }

  hopper::Tensor tensor_;
};

}  // namespace assay::model
