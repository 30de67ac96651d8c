// How large is a matrix product, and how does a command line say so?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::plan {

/// Of C[m x n] = A[m x k] B[k x n].
struct Shape {
  std::uint64_t m = 0, n = 0, k = 0;

  friend bool operator==(const Shape&, const Shape&) = default;
};

/// Longest edge that the command line takes: far beyond any memory, and no product of three of them
/// and a size overflows.
inline constexpr std::uint64_t kLongestEdge = std::uint64_t{1} << 20;

/// "4096x4096x8192".
std::string to_string(const Shape& shape);

/// Of "4096x4096x8192". Throws Error(usage) naming `flag`.
Shape parse_shape(std::string_view text, std::string_view flag);

/// Every edge times `factor`, at most 1, rounded down to a multiple of 128 where there is one.
Shape scaled(const Shape& shape, double factor);

}  // namespace assay::plan
