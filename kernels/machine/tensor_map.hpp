// What keeps a tensor from being one that the copy engine of Hopper takes?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>

#include "kernels/machine/hopper.hpp"

namespace assay::hopper {

/// Bytes of a row that the swizzle keeps together.
inline std::uint64_t swizzle_row_bytes(Swizzle swizzle) {
  switch (swizzle) {
    case Swizzle::none:
      return 256 * 8;  // as many elements as a box may have, of any size
    case Swizzle::bytes32:
      return 32;
    case Swizzle::bytes64:
      return 64;
    case Swizzle::bytes128:
      break;
  }
  return 128;
}

/// What is wrong with the tensor, by the limits of cuTensorMapEncodeTiled; empty: nothing.
inline std::string tensor_problem(const Tensor& t) {
  const auto number = [](std::uint64_t value) { return std::to_string(value); };
  const std::uint64_t element = element_bytes(t.type);
  const std::uint64_t box_row = t.box_columns * element;
  constexpr std::uint64_t kMost = std::uint64_t{1} << 32, kFurthest = std::uint64_t{1} << 40;
  if (t.data == nullptr || reinterpret_cast<std::uintptr_t>(t.data) % 16 != 0)
    return "data is null or not aligned to 16 B";
  if (t.columns == 0 || t.columns > kMost) return "columns is " + number(t.columns);
  if (t.rows == 0 || t.rows > kMost) return "rows is " + number(t.rows);
  if (t.pitch_bytes % 16 != 0 || t.pitch_bytes >= kFurthest)
    return "pitch_bytes is " + number(t.pitch_bytes) + ", not a multiple of 16 below 2^40";
  if (t.pitch_bytes < t.columns * element)
    return "pitch_bytes is " + number(t.pitch_bytes) + ", less than a row of " +
           number(t.columns * element);
  if (t.box_rows == 0 || t.box_rows > 256) return "box_rows is " + number(t.box_rows);
  if (t.box_columns == 0 || t.box_columns > 256 || box_row % 16 != 0)
    return "box_columns is " + number(t.box_columns) + ", or no multiple of 16 B";
  if (box_row > swizzle_row_bytes(t.swizzle))
    return "box_columns is " + number(t.box_columns) + ", more than a row of the swizzle";
  return {};
}

}  // namespace assay::hopper
