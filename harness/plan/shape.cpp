// MxNxK, and nothing else.
// SPDX-License-Identifier: Apache-2.0
#include "harness/plan/shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "kernels/error.hpp"

namespace assay::plan {
namespace {

constexpr std::uint64_t kStep = 128;

[[noreturn]] void refuse(std::string_view flag, std::string_view text) {
  throw Error(ErrorKind::usage,
              fmt::format("{} {}: is no size of a product; give M, N and K from 1 to {}, such as "
                          "4096x4096x8192",
                          flag, text, kLongestEdge));
}

std::uint64_t scaled_edge(std::uint64_t edge, double factor) {
  const auto exact = static_cast<std::uint64_t>(static_cast<double>(edge) * factor);
  return std::max<std::uint64_t>(exact < kStep ? exact : exact / kStep * kStep, 1);
}

}  // namespace

std::string to_string(const Shape& shape) {
  return fmt::format("{}x{}x{}", shape.m, shape.n, shape.k);
}

Shape parse_shape(std::string_view text, std::string_view flag) {
  Shape shape;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (std::uint64_t* edge : {&shape.m, &shape.n, &shape.k}) {
    if (edge != &shape.m && (at == end || *at++ != 'x')) refuse(flag, text);
    const auto [next, status] = std::from_chars(at, end, *edge);
    if (status != std::errc{} || *edge == 0 || *edge > kLongestEdge) refuse(flag, text);
    at = next;
  }
  if (at != end) refuse(flag, text);
  return shape;
}

Shape scaled(const Shape& shape, double factor) {
  return {scaled_edge(shape.m, factor), scaled_edge(shape.n, factor), scaled_edge(shape.k, factor)};
}

}  // namespace assay::plan
