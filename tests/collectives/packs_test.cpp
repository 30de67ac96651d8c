// Are packs on a CPU widened, summed and rounded as single elements are, bit by bit?
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "collectives/machine/packs.hpp"

namespace assay::ASSAY_TARGET {
namespace {

class Packs : public testing::Test {
  void SetUp() override {
#if defined(__AVX2__)
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("f16c")) {
      GTEST_SKIP() << "the processor has no AVX2";
    }
#endif
  }
};

template <DataType kType>
using Elements = Storage<kType>[kPack<kType>];

template <DataType kType>
Pack<kType> packed(const Elements<kType>& elements) {
  Pack<kType> pack;
  std::memcpy(&pack, elements, sizeof pack);
  return pack;
}

/// In which register, and where in it, element i is summed.
template <DataType kType>
std::pair<std::uint64_t, int> place_of(std::uint64_t i) {
  constexpr std::uint64_t kHalf = kPack<kType> / 2;
  if (kType == DataType::fp16 && kConvertsFp16) return {i / kHalf, static_cast<int>(i % kHalf)};
  return {i % kWordElements<kType>, static_cast<int>(i / kWordElements<kType>)};
}

/// Bits of the sums, in the order of the elements.
template <DataType kType>
std::vector<std::uint32_t> sums_of(const PackSum<kType>& sum) {
  std::vector<std::uint32_t> bits;
  for (std::uint64_t i = 0; i < kPack<kType>; ++i) {
    const auto [which, lane] = place_of<kType>(i);
    const SumOf<kType> one = sum.of[which][lane];
    bits.push_back(__builtin_bit_cast(std::uint32_t, one));
  }
  return bits;
}

template <DataType kType>
void expect_every_number_widened() {
  for (std::uint32_t first = 0; first < 0x10000u; first += kPack<kType>) {
    Elements<kType> elements;
    for (std::uint32_t i = 0; i < kPack<kType>; ++i)
      elements[i] = static_cast<std::uint16_t>(first + i);
    const auto sums = sums_of<kType>(widen<kType>(packed<kType>(elements)));
    for (std::uint32_t i = 0; i < kPack<kType>; ++i) {
      const float expected = widen_word<kType>(first + i).of[0];
      // Processors tell those apart that are no numbers; no sum does.
      if (std::isnan(expected) && std::isnan(__builtin_bit_cast(float, sums[i]))) continue;
      ASSERT_EQ(sums[i], __builtin_bit_cast(std::uint32_t, expected)) << first + i;
    }
  }
}

/// Every exponent and sign, with what lies on, beside and between the places of rounding.
template <DataType kType>
void expect_every_sum_rounded_as_one() {
  constexpr std::uint32_t kFractions[] = {
      0,        1,        0x0FFF,   0x1000,   0x1001,   0x1FFF,   0x2000,   0x3000,
      0x7FFF,   0x8000,   0x8001,   0xFFFF,   0x17FFF,  0x18000,  0x18001,  0x3FFFFF,
      0x400000, 0x7FEFFF, 0x7FF000, 0x7FFFFF, 0x555555, 0x2AAAAA, 0x77F000, 0x780000};
  for (std::uint32_t high = 0; high < 512; ++high) {
    for (const std::uint32_t fraction : kFractions) {
      for (std::uint64_t place = 0; place < kPack<kType>; ++place) {
        PackSum<kType> sum{};
        const float value = __builtin_bit_cast(float, high << 23 | fraction);
        const auto [which, lane] = place_of<kType>(place);
        sum.of[which][lane] = value;
        const Pack<kType> pack = narrow_pack<kType>(sum);
        for (std::uint64_t i = 0; i < kPack<kType>; ++i) {
          const std::uint32_t expected = i == place ? narrow<kType>(value) : 0;
          ASSERT_EQ(pack[static_cast<int>(i)], expected) << std::hex << (high << 23 | fraction);
        }
      }
    }
  }
}

TEST_F(Packs, WidenEveryNumberOf16Bits) {
  expect_every_number_widened<DataType::bf16>();
  expect_every_number_widened<DataType::fp16>();
}

TEST_F(Packs, RoundEverySumAsOneElement) {
  expect_every_sum_rounded_as_one<DataType::bf16>();
  expect_every_sum_rounded_as_one<DataType::fp16>();
}

TEST_F(Packs, AddElementByElement) {
  Elements<DataType::int32> ones, numbers;
  for (std::uint32_t i = 0; i < kPack<DataType::int32>; ++i) {
    ones[i] = 0xFFFFFFFFu;
    numbers[i] = i;
  }
  PackSum<DataType::int32> sum = widen<DataType::int32>(packed<DataType::int32>(ones));
  add<DataType::int32>(sum, packed<DataType::int32>(numbers));
  const Pack<DataType::int32> pack = narrow_pack<DataType::int32>(sum);
  for (std::uint32_t i = 0; i < kPack<DataType::int32>; ++i)
    EXPECT_EQ(pack[static_cast<int>(i)], i - 1);
}

}  // namespace
}  // namespace assay::ASSAY_TARGET
