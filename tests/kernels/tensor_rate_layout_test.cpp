// Do the blocks of tensor.rate give the instructions their operands where the PTX manual says they
// are read, and take the sums from where they are left?
//
// The places the kernels use (tensor_rate_layout.hpp) are played against the fragments of the
// manual written down element by element, and against the descriptors as the model of wgmma takes
// them apart. What comes out is checked as on a GPU.
#include "kernels/tensor_rate_layout.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

#include "kernels/machine/hopper_model_wgmma.hpp"
#include "kernels/tensor_rate_model.hpp"

namespace assay {
namespace {

using namespace cpu_baseline;
using enum DataType;

struct Place {
  std::uint32_t row = 0, k = 0;
};

/// Element i of the fragment of A of one lane (PTX ISA 9.7.14.5: m16n8k16 of 16 bits, m16n8k32 of
/// 8, m16n8k8 of tf32, m16n8k16 of fp64; 9.7.15.5.1: the same for each warp of wgmma).
Place manual_a(DataType type, std::uint32_t lane, std::uint32_t i) {
  const std::uint32_t group = lane >> 2, thread = lane % 4;
  if (type == fp64) return {i % 2 == 0 ? group : group + 8, thread + i / 2 * 4};
  if (type == tf32) return {i == 0 || i == 2 ? group : group + 8, i < 2 ? thread : thread + 4};
  if (hopper::element_bytes(type) == 2) {
    const bool upper = i < 2 || (i >= 4 && i < 6);
    return {upper ? group : group + 8, thread * 2 + (i & 1) + (i < 4 ? 0 : 8)};
  }
  const bool upper = i < 4 || (i >= 8 && i < 12);
  return {upper ? group : group + 8, thread * 4 + (i & 3) + (i < 8 ? 0 : 16)};
}

/// The same of B, of column lane / 4.
std::uint32_t manual_b(DataType type, std::uint32_t lane, std::uint32_t i) {
  const std::uint32_t thread = lane % 4;
  if (type == fp64 || type == tf32) return thread + i * 4;
  if (hopper::element_bytes(type) == 2) return thread * 2 + (i & 1) + i / 2 * 8;
  return thread * 4 + (i & 3) + i / 4 * 16;
}

/// Sum i of one lane.
Place manual_sum(std::uint32_t lane, std::uint32_t i) {
  return {(lane >> 2) + ((i & 2) != 0 ? 8 : 0), i / 4 * 8 + lane % 4 * 2 + (i & 1)};
}

using Matrix = std::vector<std::vector<int>>;

/// One iteration of one block, with all that lies in memory.
template <DataType kType>
class PaperBlock {
 public:
  using Word = typename Encoded<kType>::Word;
  using Sum = RateSum<kType>;
  static constexpr std::uint32_t kBytes = sizeof(Word);
  static constexpr std::uint32_t kInWord = kType == fp64 ? 1 : 4 / kBytes;  ///< elements

  PaperBlock(Sparsity sparsity, Issuer issuer) {
    RateShape shape = rate_shape({.type = kType, .sparsity = sparsity}, issuer, Target::gpu);
    shape.iterations = shape.rounds = 1;
    a_.resize(shape.a_elements());
    b_.resize(shape.b_elements());
    sums_.resize(shape.sums());
    work_ = {.cycles = 1, .flop = shape.flop(), .processor = 0};
    data_ = {shape, a_.data(), b_.data(), sums_.data(), &work_, 7};
    launch_thread({}, RateFillBody<kType>{data_});
  }

  void multiply_by_warpgroups(Operands operands) {
    const WgmmaRateMemory memory{hopper::kSwizzleAlignment};
    std::vector<std::byte> shared(memory.base + WgmmaRateMemory::bytes(shape().spread));
    fill(shared, memory.a(0), a_, 128, 1);
    fill(shared, memory.b(0), b_, kWarpgroupColumns, shape().spread);
    for (std::uint32_t group = 0; group < 2; ++group) {
      Matrix d(64, std::vector<int>(kWarpgroupColumns));
      for (std::uint32_t step = 0; step < shape().steps; ++step) {
        const Matrix a =
            operands == Operands::registers
                ? a_of_warps(group * 4, 4, step)
                : by_descriptor(shared, memory.a_descriptor(group, step), 64, shape().slots);
        const Matrix b = by_descriptor(shared, memory.b_descriptor(step, shape().spread),
                                       kWarpgroupColumns, shape().slots * shape().spread);
        add_product(d, a, b);
      }
      for (std::uint32_t warp = 0; warp < 4; ++warp) {
        store(d, warp * 16, sums_.data() + (group * 4 + warp) * 16 * kWarpgroupColumns,
              kWarpgroupColumns, 128);
      }
    }
  }

  /// `tiles` of 16 rows a warp.
  void multiply_by_warps(std::uint32_t tiles) {
    for (std::uint32_t tile = 0; tile < kRateWarps * tiles; ++tile) {
      Matrix d(16, std::vector<int>(kWarpTileColumns));
      for (std::uint32_t step = 0; step < shape().steps; ++step) {
        add_product(d, a_of_warps(tile, 1, step), b_of_a_warp(step));
      }
      store(d, 0, sums_.data() + tile * 16 * kWarpTileColumns, kWarpTileColumns, 16);
    }
  }

  Mismatch verify() {
    Mismatch mismatch;
    launch_thread({}, RateVerifyBody<Sum>{data_, &mismatch});
    return mismatch;
  }

 private:
  const RateShape& shape() const { return data_.shape; }

  static void fill(std::vector<std::byte>& shared, std::uint32_t to, const std::vector<Word>& from,
                   std::uint32_t rows, std::uint32_t panels) {
    const auto* const bytes = reinterpret_cast<const std::byte*>(from.data());
    for (std::uint32_t i = 0; i < rows * panels * WgmmaRateMemory::kRowChunks; ++i) {
      std::memcpy(&shared.at(to + WgmmaRateMemory::chunk_at(rows, panels, i)), bytes + i * 16, 16);
    }
  }

  Matrix by_descriptor(const std::vector<std::byte>& shared, std::uint64_t bits,
                       std::uint32_t lines, std::uint32_t depth) const {
    const model::OperandView view(bits, hopper::Major::k, kBytes);
    Matrix matrix(lines, std::vector<int>(depth));
    for (std::uint32_t line = 0; line < lines; ++line) {
      for (std::uint32_t k = 0; k < depth; ++k) {
        const std::uint32_t first = k / view.chunk_elements() * view.chunk_elements();
        Word word{};
        std::memcpy(&word, &shared.at(view.chunk_at(line, first) + (k - first) * kBytes), kBytes);
        matrix[line][k] = decode<kType>(word);
      }
    }
    return matrix;
  }

  /// What the lanes of `tiles` tiles of 16 rows, from the given one on, hold of A.
  Matrix a_of_warps(std::uint32_t first, std::uint32_t tiles, std::uint32_t step) const {
    const std::uint32_t step_words = shape().slots / kInWord, pitch = shape().steps * step_words;
    Matrix a(tiles * 16, std::vector<int>(shape().slots, 99));
    for (std::uint32_t tile = 0; tile < tiles; ++tile) {
      for (std::uint32_t lane = 0; lane < 32; ++lane) {
        for (std::uint32_t i = 0; i < shape().slots / 2; ++i) {
          const std::uint32_t word = (first + tile) * 16 * pitch + TileLane{lane}.first(pitch) +
                                     step * step_words + TileLane::further_a(i / kInWord, pitch);
          const Place place = manual_a(kType, lane, i);
          a[tile * 16 + place.row][place.k] = decode<kType>(a_[word * kInWord + i % kInWord]);
        }
      }
    }
    return a;
  }

  Matrix b_of_a_warp(std::uint32_t step) const {
    const std::uint32_t places = shape().slots * shape().spread;
    const std::uint32_t step_words = places / kInWord, pitch = shape().steps * step_words;
    Matrix b(kWarpTileColumns, std::vector<int>(places, 99));
    for (std::uint32_t n = 0; n < kWarpTileColumns / 8; ++n) {
      for (std::uint32_t lane = 0; lane < 32; ++lane) {
        for (std::uint32_t i = 0; i < places / 4; ++i) {
          const std::uint32_t word = n * 8 * pitch + TileLane{lane}.first(pitch) +
                                     step * step_words + TileLane::further_b(i / kInWord);
          b[n * 8 + lane / 4][manual_b(kType, lane, i)] =
              decode<kType>(b_[word * kInWord + i % kInWord]);
        }
      }
    }
    return b;
  }

  void add_product(Matrix& d, const Matrix& a, const Matrix& b) const {
    const Kept kept = data_.values().kept(0);
    for (std::size_t row = 0; row < a.size(); ++row) {
      for (std::size_t column = 0; column < b.size(); ++column) {
        for (std::uint32_t slot = 0; slot < shape().slots; ++slot) {
          d[row][column] += a[row][slot] * b[column][kept.place(shape(), slot)];
        }
      }
    }
  }

  static void store(const Matrix& d, std::uint32_t row, Sum* to, std::uint32_t pitch,
                    std::uint32_t count) {
    for (std::uint32_t lane = 0; lane < 32; ++lane) {
      for (std::uint32_t i = 0; i < count; ++i) {
        const Place place = manual_sum(lane, i);
        to[TileLane{lane}.first_sum(pitch) + TileLane::further_sum(i, pitch)] =
            static_cast<Sum>(d[row + place.row][place.k]);
      }
    }
  }

  std::vector<Word> a_, b_;
  std::vector<Sum> sums_;
  ProcessorWork work_;
  RateData data_;
};

void expect_right(const Mismatch& mismatch) {
  EXPECT_EQ(mismatch.count, 0u) << mismatch.index << " is " << mismatch.actual << ", not "
                                << mismatch.expected;
  EXPECT_GT(mismatch.checked, 4096u);
}

template <DataType kType>
void check_warpgroups() {
  for (const Sparsity sparsity : {Sparsity::dense, Sparsity::structured}) {
    for (const Operands operands : {Operands::shared, Operands::registers}) {
      SCOPED_TRACE(std::to_string(static_cast<int>(kType)) + " " +
                   std::to_string(static_cast<int>(sparsity)) + " " +
                   std::to_string(static_cast<int>(operands)));
      PaperBlock<kType> block(sparsity, Issuer::warpgroup);
      block.multiply_by_warpgroups(operands);
      expect_right(block.verify());
    }
  }
}

TEST(TensorRateLayout, OfWarpgroupsIsThatOfTheManual) {
  check_warpgroups<bf16>();
  check_warpgroups<tf32>();
  check_warpgroups<fp8_e4m3>();
  check_warpgroups<int8>();
}

template <DataType kType>
void check_warps() {
  for (const Sparsity sparsity : {Sparsity::dense, Sparsity::structured}) {
    SCOPED_TRACE(std::to_string(static_cast<int>(kType)) + " " +
                 std::to_string(static_cast<int>(sparsity)));
    PaperBlock<kType> block(sparsity, Issuer::warp);
    block.multiply_by_warps(2);
    expect_right(block.verify());
  }
}

TEST(TensorRateLayout, OfWarpsIsThatOfTheManual) {
  check_warps<fp16>();
  check_warps<tf32>();
  check_warps<fp8_e5m2>();
  check_warps<int8>();
  PaperBlock<fp64> block(Sparsity::dense, Issuer::warp);
  block.multiply_by_warps(1);
  expect_right(block.verify());
}

// Four of m8n8k4 for each half of the rows: each takes its part of the registers of m16n8k16.
TEST(TensorRateLayout, SmallTilesOfFp64TakeTheRegistersOfTheLargeOne) {
  for (std::uint32_t lane = 0; lane < 32; ++lane) {
    for (std::uint32_t i = 0; i < 8; ++i) {
      const std::uint32_t half = i % 2, k = i / 2;
      const Place place = manual_a(fp64, lane, i);
      EXPECT_EQ(place.row, lane / 4 + half * 8);  // of m8n8k4: row lane / 4, k lane % 4
      EXPECT_EQ(place.k, lane % 4 + k * 4);
      EXPECT_EQ(manual_b(fp64, lane, k), lane % 4 + k * 4);
    }
  }
}

}  // namespace
}  // namespace assay
