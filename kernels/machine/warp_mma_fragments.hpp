// Which lane holds which element of a matrix? For the model of mma.sync and ldmatrix: PTX ISA,
// chapters 9.7.14.5 (mma, ldmatrix), written down for words, which hold as many elements as fit.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/machine/number.hpp"
#include "kernels/machine/warp_mma.hpp"

namespace assay::model {

/// A value of each lane of a warp.
template <class T>
class PerLane {
 public:
  T& operator[](std::uint32_t lane) { return values_[lane]; }
  const T& operator[](std::uint32_t lane) const { return values_[lane]; }

 private:
  std::array<T, kWarpLanes> values_;
};

/// Four matrices of eight rows, as ldmatrix reads them.
using MmaMatrices = std::array<std::array<MmaChunk, 8>, 4>;

/// Lane l receives word l % 4 of row l / 4.
[[gnu::noinline]] inline PerLane<MmaWords> words(const MmaMatrices& matrices) {
  PerLane<MmaWords> to;
  for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane) {
    for (std::size_t m = 0; m < 4; ++m) to[lane].word[m] = matrices[m][lane / 4].word[lane % 4];
  }
  return to;
}

/// Of elements of 2 bytes: lane l receives column l / 4 of rows 2 (l % 4) and the next.
[[gnu::noinline]] inline PerLane<MmaWords> transposed_words(const MmaMatrices& matrices) {
  const auto element = [&](std::size_t m, std::uint32_t row, std::uint32_t column) {
    return matrices[m][row].word[column / 2] >> (column % 2 * 16) & 0xFFFFu;
  };
  PerLane<MmaWords> to;
  for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane) {
    const std::uint32_t row = lane % 4 * 2, column = lane / 4;
    for (std::size_t m = 0; m < 4; ++m)
      to[lane].word[m] = element(m, row, column) | element(m, row + 1, column) << 16;
  }
  return to;
}

inline constexpr std::uint32_t kMmaRows = 16, kMmaColumns = 8, kMmaStepBytes = 32;

/// `kLines` rows of A or columns of B by one step of k.
template <DataType kType, std::uint32_t kLines>
class MmaOperand {
 public:
  static constexpr std::uint32_t kElement = hopper::element_bytes(kType);
  static constexpr std::uint32_t kSteps = kMmaStepBytes / kElement;

  /// The word that holds 4 bytes of that line from there on.
  void place(std::uint32_t line, std::uint32_t byte, std::uint32_t word) {
    std::memcpy(&bytes_[line][byte], &word, sizeof word);
  }
  auto at(std::uint32_t line, std::uint32_t step) const {
    return decode<kType>(&bytes_[line][step * kElement]);
  }

 private:
  std::array<std::array<std::byte, kMmaStepBytes>, kLines> bytes_;
};

/// d += a b. Products are summed in fp64 and added to d at once.
template <DataType kType, class Sum>
[[gnu::noinline]] void multiply(PerLane<MmaSums<Sum>>& d, const PerLane<MmaWords>& a,
                                const PerLane<MmaWords>& b, int half) {
  MmaOperand<kType, kMmaRows> rows;
  MmaOperand<kType, kMmaColumns> columns;
  for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane) {
    const std::uint32_t line = lane / 4, byte = lane % 4 * 4;
    for (std::uint32_t i = 0; i < 4; ++i)
      rows.place(line + i % 2 * 8, byte + i / 2 * 16, a[lane].word[i]);
    for (std::uint32_t i = 0; i < 2; ++i)
      columns.place(line, byte + i * 16, b[lane].word[2 * half + static_cast<int>(i)]);
  }
  constexpr std::uint32_t kSteps = decltype(rows)::kSteps;
  std::array<std::array<double, kSteps>, kMmaRows> row;
  std::array<std::array<double, kSteps>, kMmaColumns> column;
  for (std::uint32_t step = 0; step < kSteps; ++step) {
    for (std::uint32_t i = 0; i < kMmaRows; ++i) row[i][step] = rows.at(i, step);
    for (std::uint32_t j = 0; j < kMmaColumns; ++j) column[j][step] = columns.at(j, step);
  }
  for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane) {
    for (std::uint32_t i = 0; i < 4; ++i) {
      double sum = 0;
      for (std::uint32_t step = 0; step < kSteps; ++step)
        sum += row[lane / 4 + i / 2 * 8][step] * column[lane % 4 * 2 + i % 2][step];
      d[lane].sum[i] = static_cast<Sum>(static_cast<double>(d[lane].sum[i]) + sum);
    }
  }
}

/// d += a b over eight steps: lane l holds steps l % 4 and l % 4 + 4 of row (column) l / 4.
[[gnu::noinline]] inline void multiply_f64(PerLane<MmaSums<double>>& d,
                                           const PerLane<MmaDoubles>& upper,
                                           const PerLane<MmaDoubles>& lower,
                                           const PerLane<MmaDoubles>& b) {
  for (std::uint32_t lane = 0; lane < kWarpLanes; ++lane) {
    for (std::uint32_t i = 0; i < 4; ++i) {
      const auto& rows = i / 2 == 0 ? upper : lower;
      for (std::uint32_t step = 0; step < 4; ++step) {
        const MmaDoubles& x = rows[lane / 4 * 4 + step];
        const MmaDoubles& y = b[(lane % 4 * 2 + i % 2) * 4 + step];
        d[lane].sum[i] += x.first * y.first + x.second * y.second;
      }
    }
  }
}

}  // namespace assay::model
