// Loops, and the numbers that they read and write.
// SPDX-License-Identifier: Apache-2.0
#include "tests/cublaslt/product.hpp"

#include <cmath>
#include <cstring>

namespace assay::fake_cublaslt {
namespace {

using measure::cublaslt_api::Number;

template <class T>
T load(const void* data, std::uint64_t index) {
  T value;
  std::memcpy(&value, static_cast<const char*>(data) + index * sizeof(T), sizeof(T));
  return value;
}
template <class T>
void store(void* data, std::uint64_t index, T value) {
  std::memcpy(static_cast<char*>(data) + index * sizeof(T), &value, sizeof(T));
}

/// Sign, exponent and fraction, which may be a subnormal; no infinities are read here.
double small_float(std::uint32_t bits, int exponent_bits, int fraction_bits) {
  const std::uint32_t fraction = bits & ((1u << fraction_bits) - 1);
  const std::uint32_t exponent = bits >> fraction_bits & ((1u << exponent_bits) - 1);
  const bool negative = (bits >> (fraction_bits + exponent_bits) & 1) != 0;
  const int bias = (1 << (exponent_bits - 1)) - 1;
  const double whole = exponent == 0 ? 0 : std::ldexp(1.0, fraction_bits);
  const int power = (exponent == 0 ? 1 : static_cast<int>(exponent)) - bias - fraction_bits;
  const double value = std::ldexp(whole + fraction, power);
  return negative ? -value : value;
}

double read(Number number, const void* data, std::uint64_t i) {
  switch (number) {
    case Number::fp32:
      return static_cast<double>(load<float>(data, i));
    case Number::fp64:
      return load<double>(data, i);
    case Number::fp16:
      return small_float(load<std::uint16_t>(data, i), 5, 10);
    case Number::bf16:
      return small_float(load<std::uint16_t>(data, i), 8, 7);
    case Number::fp8_e4m3:
      return small_float(load<std::uint8_t>(data, i), 4, 3);
    case Number::fp8_e5m2:
      return small_float(load<std::uint8_t>(data, i), 5, 2);
    case Number::int8:
      return load<std::int8_t>(data, i);
    case Number::int32:
      return load<std::int32_t>(data, i);
  }
  return 0;
}

std::uint16_t to_bf16(double value) {
  const auto bits = [&] {
    const auto single = static_cast<float>(value);
    std::uint32_t made;
    std::memcpy(&made, &single, sizeof made);
    return made;
  }();
  return static_cast<std::uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);  // to nearest even
}

/// Of normal numbers and zero.
std::uint16_t to_fp16(double value) {
  if (value == 0) return 0;
  int exponent = 0;
  const double half = std::frexp(std::abs(value), &exponent);  // in [0.5, 1)
  const auto fraction = static_cast<std::uint32_t>(std::nearbyint(std::ldexp(half, 11)));
  const auto magnitude = static_cast<std::uint32_t>((exponent + 13) << 10) + fraction;
  return static_cast<std::uint16_t>(magnitude + (value < 0 ? 0x8000u : 0u));
}

void write(Number number, void* data, std::uint64_t i, double value) {
  if (number == Number::fp32) store(data, i, static_cast<float>(value));
  if (number == Number::fp64) store(data, i, value);
  if (number == Number::int32) store(data, i, static_cast<std::int32_t>(value));
  if (number == Number::bf16) store(data, i, to_bf16(value));
  if (number == Number::fp16) store(data, i, to_fp16(value));
}

}  // namespace

double scalar(Number number, const void* value) {
  return read(number, value, 0);
}

double Operand::at(std::uint64_t row, std::uint64_t column) const {
  const std::uint64_t down = transposed ? column : row, across = transposed ? row : column;
  return read(matrix.number, data, across * matrix.leading + down);
}

bool Product::fits() const {
  return first.rows() == d_matrix.rows && second.columns() == d_matrix.columns &&
         first.columns() == second.rows();
}

void Product::multiply() const {
  for (std::uint64_t column = 0; column < d_matrix.columns; ++column) {
    for (std::uint64_t row = 0; row < d_matrix.rows; ++row) {
      double sum = 0;
      for (std::uint64_t k = 0; k < first.columns(); ++k) {
        sum += first.at(row, k) * second.at(k, column);
      }
      const std::uint64_t at = column * d_matrix.leading + row;
      const double before = beta == 0 ? 0 : beta * read(d_matrix.number, d, at);
      write(d_matrix.number, d, at, alpha * sum + before + add);
    }
  }
}

}  // namespace assay::fake_cublaslt
