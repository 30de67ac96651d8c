// One product on the model: operands of small integers with rubbish in every padding, and what C
// must then hold to the last bit.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <span>
#include <string>
#include <vector>

#include "kernels/gemm_sm80.hpp"
#include "kernels/machine/data.hpp"
#include "kernels/machine/warp_mma_model.hpp"

namespace assay::ASSAY_TARGET {

struct GemmSm80Size {
  std::uint32_t m, n, k;
};

template <DataType kType>
class GemmSm80Case {
  using Stored = GemmStoredOf<kType>;
  using Output = GemmOutputOf<kType>;
  using Sum = GemmSumOf<kType>;

 public:
  GemmSm80Case(GemmSm80Size size, Major a, Major b)
      : size_(size),
        a_(matrix(size.m, a, 1)),
        b_(matrix(size.n, b, 2)),
        c_pitch_(padded(size.n, sizeof(Output)) + kSpare / sizeof(Output)),
        c_(c_pitch_ * size.m, gemm_spoiled<kType>()) {}

  /// What the model says; C and owners() are left as the body leaves them.
  template <class Config>
  std::string run(int first = 0, std::uint32_t group = 2) {
    using Tile = typename Config::Tile;
    const std::uint32_t down = (size_.m + Tile::kRows - 1) / Tile::kRows;
    const std::uint32_t across = (size_.n + Tile::kColumns - 1) / Tile::kColumns;
    owners_.assign(down * across, 0);
    const GemmSm80Arguments arguments{
        .a = operand(a_, size_.m),
        .b = operand(b_, size_.n),
        .c = reinterpret_cast<unsigned char*>(c_.data()),
        .c_pitch_bytes = c_pitch_ * sizeof(Output),
        .k = size_.k,
        .tiles = {down, across, group},
        .owners = {owners_.data(), Tile::kRows, Tile::kColumns, across}};
    const model::WarpOptions options{
        .warps = Tile::kWarps,
        .first = first,
        .blocks = down * across,
        .shared_bytes = Config::kSharedBytes,
        .readable = {std::as_bytes(std::span(a_.data)), std::as_bytes(std::span(b_.data))},
        .writable = {std::as_bytes(std::span(c_))}};
    return model::run_warps(options, [&](model::WarpMachine& machine) {
      GemmSm80Block<model::WarpMachine, Config>(machine, arguments).run();
    });
  }

  /// Elements that are not what they must be, the padding of rows included.
  std::size_t wrong() const {
    std::size_t count = 0;
    const std::size_t written = padded(size_.n, sizeof(Output));
    for (std::size_t row = 0; row < size_.m; ++row) {
      for (std::size_t column = 0; column < c_pitch_; ++column) {
        const Output expected = column < size_.n   ? gemm_output<kType>(sum(row, column))
                                : column < written ? Output{}
                                                   : gemm_spoiled<kType>();
        count += !same(c_[row * c_pitch_ + column], expected);
      }
    }
    return count;
  }
  const std::vector<std::uint32_t>& owners() const { return owners_; }

 private:
  static constexpr std::size_t kSpare = 16;  ///< B of every row that belong to nobody

  struct Matrix {
    Major major;
    std::size_t pitch;
    std::vector<Stored> data;
    const Stored& at(std::size_t line, std::size_t step) const {
      return data[major == Major::k ? line * pitch + step : step * pitch + line];
    }
  };

  static std::size_t padded(std::size_t count, std::size_t bytes) {
    return (count * bytes + 15) / 16 * 16 / bytes;
  }
  static bool same(const Output& x, const Output& y) { return std::memcmp(&x, &y, sizeof x) == 0; }
  static GemmSm80Operand operand(const Matrix& matrix, std::uint32_t extent) {
    return {reinterpret_cast<const unsigned char*>(matrix.data.data()),
            matrix.pitch * sizeof(Stored), extent};
  }

  Matrix matrix(std::size_t extent, Major major, std::uint32_t key) const {
    const std::size_t k = size_.k, along = major == Major::k ? k : extent,
                      lines = major == Major::k ? extent : k;
    Matrix made{major, padded(along, sizeof(Stored)) + kSpare / sizeof(Stored), {}};
    made.data.assign(made.pitch * lines, gemm_stored<kType>(static_cast<Sum>(7)));
    for (std::size_t line = 0; line < lines; ++line) {
      for (std::size_t i = 0; i < along; ++i)
        made.data[line * made.pitch + i] =
            gemm_stored<kType>(random_integer<Sum>(key, line * along + i, 3));
    }
    return made;
  }
  Sum sum(std::size_t row, std::size_t column) const {
    std::int64_t sum = 0;
    for (std::size_t step = 0; step < size_.k; ++step) {
      sum += static_cast<std::int64_t>(gemm_number<kType>(a_.at(row, step))) *
             static_cast<std::int64_t>(gemm_number<kType>(b_.at(column, step)));
    }
    return static_cast<Sum>(sum);
  }

  GemmSm80Size size_;
  Matrix a_, b_;
  std::size_t c_pitch_;
  std::vector<Output> c_;
  std::vector<std::uint32_t> owners_;
};

}  // namespace assay::ASSAY_TARGET
