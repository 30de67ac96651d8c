// Does wgmma of the Hopper model read, decode and add up what the PTX ISA says? Expected places and
// values are written out here from the manual's tables, not taken from the model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <vector>

#include "tests/kernels/machine/hopper_model_case.hpp"

namespace assay::model {
namespace {

using hopper::Descriptor;
using hopper::Major;
using hopper::Swizzle;

// Tensor cores.

/// Where element (mn, k) of a 16-bit operand lies, from the canonical layouts of the PTX ISA
/// (9.7.15.5.1), in tiles that follow one another along M or N first.
struct OperandPlace {
  Swizzle swizzle;
  Major major;
  std::uint32_t leading, stride;

  std::uint32_t at(std::uint32_t mn, std::uint32_t k) const {
    const std::uint32_t row = swizzle_row_bytes(swizzle);
    if (row == 0) {  // core matrices of 8 rows of 16 bytes
      return major == Major::k ? mn / 8 * stride + k / 8 * leading + mn % 8 * 16 + k % 8 * 2
                               : mn / 8 * stride + k / 8 * leading + k % 8 * 16 + mn % 8 * 2;
    }
    const std::uint32_t unswizzled = major == Major::k ? mn / 8 * stride + mn % 8 * row + k * 2
                                                       : mn / (row / 2) * leading + k / 8 * stride +
                                                             k % 8 * row + mn % (row / 2) * 2;
    const std::uint32_t line = unswizzled / 128 % 8, chunks = row / 16;
    return unswizzled ^ line % chunks * 16;
  }
};

class WgmmaOperands : public ::testing::TestWithParam<OperandPlace> {};

constexpr std::int32_t a_of(std::uint32_t row, std::uint32_t k) {
  return static_cast<std::int32_t>((row * 7 + k * 3) % 11) - 5;
}
constexpr std::int32_t b_of(std::uint32_t column, std::uint32_t k) {
  return static_cast<std::int32_t>((column * 5 + k * 9) % 13) - 6;
}
std::uint16_t bf16(std::int32_t value) {
  return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(static_cast<float>(value)) >> 16);
}

template <Major kMajor>
std::string wrong_product(const OperandPlace& place) {
  constexpr std::uint32_t kColumns = 128, kA = kBase, kB = kBase + 16384, kK = 16;
  std::string wrong;
  const std::string broken = run(options(), [&](HopperMachine& m) {
    m.block_leader([&] {
      for (std::uint32_t at = kBase; at < kBase + 32768; at += 4) m.shared_store(at, 0x7FC07FC0u);
      const auto put = [&](std::uint32_t at, std::int32_t value) {
        const std::uint32_t word = m.shared_load<std::uint32_t>(at & ~3u), shift = at % 4 * 8;
        m.shared_store(at & ~3u, (word & ~(0xFFFFu << shift)) |
                                     static_cast<std::uint32_t>(bf16(value)) << shift);
      };
      for (std::uint32_t k = 0; k < kK; ++k) {
        for (std::uint32_t r = 0; r < 64; ++r) put(kA + place.at(r, k), a_of(r, k));
        for (std::uint32_t c = 0; c < kColumns; ++c) put(kB + place.at(c, k), b_of(c, k));
      }
      m.fence_proxy_async();
    });
    m.sync();
    Descriptor a{.address = kA,
                 .leading_bytes = place.leading,
                 .stride_bytes = place.stride,
                 .swizzle = place.swizzle};
    Descriptor b = a;
    b.address = kB;
    HopperMachine::Accumulator<DataType::bf16, kColumns> sum;
    m.wgmma_fence();
    m.wgmma<kMajor, kMajor>(sum, a.bits(), b.bits(), false);
    m.wgmma<kMajor, kMajor>(sum, a.bits(), b.bits(), true);
    m.wgmma_commit();
    m.wgmma_wait<0>(sum);
    sum.for_each_pair([&](std::uint32_t row, std::uint32_t column, float x, float y) {
      std::int32_t first = 0, second = 0;
      for (std::uint32_t k = 0; k < kK; ++k) {
        first += 2 * a_of(row, k) * b_of(column, k);
        second += 2 * a_of(row, k) * b_of(column + 1, k);
      }
      if (x != static_cast<float>(first) || y != static_cast<float>(second))
        wrong = std::to_string(row) + ", " + std::to_string(column);
    });
  });
  return broken.empty() ? wrong : broken;
}

TEST_P(WgmmaOperands, AreReadWhereTheDescriptorSays) {
  const OperandPlace place = GetParam();
  EXPECT_EQ(
      place.major == Major::k ? wrong_product<Major::k>(place) : wrong_product<Major::mn>(place),
      "");
}

INSTANTIATE_TEST_SUITE_P(Every, WgmmaOperands,
                         ::testing::Values(OperandPlace{Swizzle::bytes128, Major::k, 16, 1024},
                                           OperandPlace{Swizzle::bytes64, Major::k, 16, 512},
                                           OperandPlace{Swizzle::bytes32, Major::k, 16, 256},
                                           OperandPlace{Swizzle::none, Major::k, 2048, 128},
                                           OperandPlace{Swizzle::none, Major::k, 128, 256},
                                           OperandPlace{Swizzle::bytes128, Major::mn, 2048, 1024},
                                           OperandPlace{Swizzle::bytes128, Major::mn, 1024, 4096},
                                           OperandPlace{Swizzle::bytes64, Major::mn, 1024, 512},
                                           OperandPlace{Swizzle::bytes32, Major::mn, 512, 256},
                                           OperandPlace{Swizzle::none, Major::mn, 2048, 128}));

TEST(HopperWgmma, LanesHoldTheDocumentedRowsAndColumns) {
  const auto look = [](HopperMachine&) {
    HopperMachine::Accumulator<DataType::bf16, 24> sum;
    std::vector<std::array<std::uint32_t, 2>> pairs;
    sum.for_each_pair([&](std::uint32_t row, std::uint32_t column, float&, float&) {
      pairs.push_back({row, column});
    });
    ASSERT_EQ(pairs.size(), 32u * 6);
    std::uint32_t warp_row = pairs[0][0];
    EXPECT_EQ(warp_row % 16, 0u);
    // Lane 13 is the second of the group of four of row 3.
    const std::array<std::uint32_t, 2> kLane13[] = {{3, 2}, {11, 2}, {3, 10}, {11, 10}, {3, 18}};
    for (std::size_t i = 0; i < 5; ++i) {
      EXPECT_EQ(pairs[13 * 6 + i][0], warp_row + kLane13[i][0]);
      EXPECT_EQ(pairs[13 * 6 + i][1], kLane13[i][1]);
    }
  };
  EXPECT_EQ(run(options(), look), "");
}

TEST(HopperWgmma, NumbersAreThoseOfTheirFormats) {
  const auto of = []<DataType kType>(std::uint32_t bits) {
    return static_cast<double>(decode<kType>(reinterpret_cast<const std::byte*>(&bits)));
  };
  EXPECT_EQ(of.operator()<DataType::fp8_e4m3>(0x7E), 448);
  EXPECT_EQ(of.operator()<DataType::fp8_e4m3>(0x81), -0x1p-9);
  EXPECT_TRUE(std::isnan(of.operator()<DataType::fp8_e4m3>(0x7F)));
  EXPECT_EQ(of.operator()<DataType::fp8_e5m2>(0x7B), 57344);
  EXPECT_EQ(of.operator()<DataType::fp8_e5m2>(0x01), 0x1p-16);
  EXPECT_TRUE(std::isinf(of.operator()<DataType::fp8_e5m2>(0x7C)));
  EXPECT_EQ(of.operator()<DataType::fp16>(0x7BFF), 65504);
  EXPECT_EQ(of.operator()<DataType::fp16>(0x8001), -0x1p-24);
  EXPECT_EQ(of.operator()<DataType::bf16>(0x3FC0), 1.5);
  EXPECT_EQ(of.operator()<DataType::tf32>(0x3F801FFF), 1);  // low bits are not looked at
  EXPECT_EQ(of.operator()<DataType::tf32>(0x3F802000), 1 + 0x1p-10);
  EXPECT_EQ(of.operator()<DataType::int8>(0x80), -128);
}

TEST(HopperWgmma, DescriptorFieldsAreWhereTheManualSays) {
  constexpr Descriptor kAll{.address = 0x2A3B0,
                            .leading_bytes = 0x1450,
                            .stride_bytes = 0x400,
                            .base_offset = 5,
                            .swizzle = Swizzle::bytes64};
  EXPECT_EQ(kAll.bits(), 0x800A'0040'0145'2A3Bull);
  EXPECT_EQ(hopper::advance(kAll.bits(), 32), kAll.bits() + 2);
}

}  // namespace
}  // namespace assay::model
