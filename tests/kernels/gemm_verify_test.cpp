// The checks of the tensor-core GEMMs: what is right passes in every type, layout and tail, and
// what a faulty body would leave does not.
#include <gtest/gtest.h>

#include <algorithm>
#include <type_traits>
#include <utility>
#include <vector>

#include "tests/kernels/gemm_bench.hpp"

namespace assay {
namespace {

using testing::GemmBench;

template <DataType kType>
using Type = std::integral_constant<DataType, kType>;

template <class T>
class GemmVerifyTest : public ::testing::Test {
 protected:
  static constexpr DataType kType = T::value;
  using Bench = GemmBench<kType>;
  /// Elements of k in 32 bytes, what a tensor core takes at a time.
  static constexpr std::uint64_t kStep = 32 / sizeof(typename Bench::Stored);
};

using Types = ::testing::Types<Type<DataType::bf16>, Type<DataType::fp16>, Type<DataType::tf32>,
                               Type<DataType::fp8_e4m3>, Type<DataType::fp8_e5m2>,
                               Type<DataType::int8>, Type<DataType::fp64>>;
TYPED_TEST_SUITE(GemmVerifyTest, Types);

TYPED_TEST(GemmVerifyTest, RightAnswersPass) {
  for (const Inputs inputs : {Inputs::exact, Inputs::timed}) {
    for (const auto& [m, n, k] : {std::array<std::uint64_t, 3>{1, 8, 16},
                                  {129, 136, 272},
                                  {64, 256, 1040},
                                  {200, 72, 48}}) {
      typename TestFixture::Bench bench(m, n, k, inputs);
      const Mismatch mismatch = bench.verify();
      EXPECT_EQ(mismatch.count, 0u)
          << m << " x " << n << " x " << k << ": element " << mismatch.index << " is "
          << mismatch.actual << ", not " << mismatch.expected;
      EXPECT_EQ(mismatch.checked, m * n);
      EXPECT_EQ(bench.repeat().count, 0u);
    }
  }
}

TYPED_TEST(GemmVerifyTest, ExactAnswersAreThoseOfIntegers) {
  typename TestFixture::Bench bench(5, 16, 48, Inputs::exact);
  for (std::uint64_t row = 0; row < 5; ++row) {
    for (std::uint64_t column = 0; column < 16; ++column) {
      int sum = 0;
      for (std::uint64_t k = 0; k < 48; ++k) {
        sum += static_cast<int>(
                   cpu_baseline::gemm_number<TestFixture::kType>(bench.a()[row * 48 + k])) *
               static_cast<int>(
                   cpu_baseline::gemm_number<TestFixture::kType>(bench.b()[column * 48 + k]));
      }
      EXPECT_EQ(bench.at(row * 16 + column), sum);  // of at most 192: no type rounds it
    }
  }
}

TYPED_TEST(GemmVerifyTest, OneWrongElementIsSeenWhereItIs) {
  for (const Inputs inputs : {Inputs::exact, Inputs::timed}) {
    typename TestFixture::Bench bench(130, 136, 528, inputs);
    const double right = bench.at(129 * 136 + 135);
    for (const std::uint64_t at : {0u, 77u * 136 + 3, 129u * 136 + 135}) {
      const auto before = bench.c()[at];
      // A fifth more, and a little where the answer is near 0.
      const double wrong = bench.at(at) * 1.2 + 8;
      bench.c()[at] = cpu_baseline::gemm_output<TestFixture::kType>(
          static_cast<cpu_baseline::GemmSumOf<TestFixture::kType>>(wrong));
      const Mismatch mismatch = bench.verify();
      EXPECT_EQ(mismatch.count, 1u) << at;
      EXPECT_EQ(mismatch.index, at);
      EXPECT_EQ(mismatch.actual, bench.at(at));
      bench.c()[at] = before;
    }
    EXPECT_EQ(bench.at(129 * 136 + 135), right);
    EXPECT_EQ(bench.verify().count, 0u);
  }
}

// As a body that never writes it, or stale NaNs.
TYPED_TEST(GemmVerifyTest, SpoiledElementIsSeen) {
  for (const Inputs inputs : {Inputs::exact, Inputs::timed}) {
    typename TestFixture::Bench bench(33, 40, 64, inputs);
    bench.c()[700] = cpu_baseline::gemm_spoiled<TestFixture::kType>();
    const Mismatch mismatch = bench.verify();
    EXPECT_EQ(mismatch.count, 1u);
    EXPECT_EQ(mismatch.index, 700u);
  }
}

/// Computes again with operands changed in memory, as a faulty body would read them.
template <class Bench, class Change>
std::uint64_t wrong_after(Bench& bench, Change change) {
  change();
  bench.compute();
  return bench.verify().count;
}

// One step of 32 bytes of k, of one tile's rows, in a long sum.
TYPED_TEST(GemmVerifyTest, MissingStepIsSeen) {
  constexpr std::uint64_t kM = 64, kN = 128, kK = 8192;
  for (const Inputs inputs : {Inputs::exact, Inputs::timed}) {
    typename TestFixture::Bench bench(kM, kN, kK, inputs);
    EXPECT_EQ(bench.verify().count, 0u);
    const auto wrong = wrong_after(bench, [&] {
      for (std::uint64_t row = 0; row < kM; ++row) {
        for (std::uint64_t k = 0; k < TestFixture::kStep; ++k) {
          bench.a()[row * kK + 4096 + k] = {};
        }
      }
    });
    EXPECT_GE(wrong, 30u) << "of " << kM * kN;
  }
}

TYPED_TEST(GemmVerifyTest, SwappedRowsAreSeen) {
  for (const Inputs inputs : {Inputs::exact, Inputs::timed}) {
    typename TestFixture::Bench bench(64, 64, 512, inputs);
    const auto wrong = wrong_after(bench, [&] {
      for (std::uint64_t k = 0; k < 512; ++k) {
        std::swap(bench.a()[9 * 512 + k], bench.a()[10 * 512 + k]);
      }
    });
    EXPECT_GE(wrong, 80u) << "of 128";
    EXPECT_LE(wrong, 128u);
  }
}

// A row shifted by one chunk of 16 bytes, as a wrong swizzle leaves it.
TYPED_TEST(GemmVerifyTest, SwappedChunksAreSeen) {
  constexpr std::uint64_t kChunk = 16 / sizeof(typename TestFixture::Bench::Stored);
  for (const Inputs inputs : {Inputs::exact, Inputs::timed}) {
    typename TestFixture::Bench bench(64, 64, 1024, inputs);
    const auto wrong = wrong_after(bench, [&] {
      for (std::uint64_t row = 0; row < 64; ++row) {
        for (std::uint64_t k = 0; k < kChunk; ++k) {
          std::swap(bench.a()[row * 1024 + k], bench.a()[row * 1024 + kChunk + k]);
        }
      }
    });
    EXPECT_GE(wrong, 64u) << "of " << 64 * 64;
  }
}

TYPED_TEST(GemmVerifyTest, WrongElementNamesTheSmThatComputedIt) {
  typename TestFixture::Bench bench(128, 64, 32, Inputs::timed);
  auto* const owners = reinterpret_cast<std::uint32_t*>(
      static_cast<unsigned char*>(bench.device.arrays().data[3]) + 64);
  // Tiles of 64 x 32: two down, two across; element (70, 40) lies in the last.
  owners[3] = 17;
  bench.c()[70 * 64 + 40] = cpu_baseline::gemm_spoiled<TestFixture::kType>();
  const Mismatch mismatch = bench.verify();
  EXPECT_EQ(mismatch.index, 70u * 64 + 40);
  EXPECT_EQ(mismatch.processor_plus_one, 18u);
  // Nobody wrote who computed it.
  bench.kernel.program.prepare(bench.device.launch(), bench.device.arrays(), bench.p);
  EXPECT_EQ(bench.verify().processor_plus_one, 0u);
}

TYPED_TEST(GemmVerifyTest, OneChangedBitAnywhereIsNoRepeat) {
  typename TestFixture::Bench bench(130, 72, 64, Inputs::timed);
  ASSERT_EQ(bench.verify().count, 0u);
  constexpr std::uint64_t kBytes = sizeof(typename TestFixture::Bench::Output);
  auto* const bytes = reinterpret_cast<unsigned char*>(bench.c());
  auto* const owners = reinterpret_cast<std::uint32_t*>(
      static_cast<unsigned char*>(bench.device.arrays().data[3]) + 128);
  for (std::uint32_t tile = 0; tile < 9; ++tile) owners[tile] = 100 + tile;
  struct Place {
    std::uint64_t row, column, first, elements, tile;
  };
  // Tiles of 64 x 32: three down, the last of two rows, and three across, the last of 8 columns.
  for (const Place& place :
       {Place{0, 0, 0, 64 * 32, 0}, Place{63, 31, 0, 64 * 32, 0},
        Place{64, 32, 64 * 72 + 32, 64 * 32, 4}, Place{129, 71, 128 * 72 + 64, 2 * 8, 8}}) {
    for (const unsigned bit : {0u, 8 * static_cast<unsigned>(kBytes) - 1}) {
      unsigned char& byte = bytes[(place.row * 72 + place.column) * kBytes + bit / 8];
      byte ^= static_cast<unsigned char>(1u << bit % 8);
      const Mismatch mismatch = bench.repeat();
      EXPECT_EQ(mismatch.count, place.elements);
      EXPECT_EQ(mismatch.index, place.first);
      EXPECT_EQ(mismatch.processor_plus_one, 101 + place.tile);
      byte ^= static_cast<unsigned char>(1u << bit % 8);
    }
  }
  const Mismatch same = bench.repeat();
  EXPECT_EQ(same.count, 0u);
  EXPECT_EQ(same.checked, 130u * 72);
}

// A hash that did not know positions would pass the last two: whole vectors of 16 bytes change
// places, side by side and from row to row.
TYPED_TEST(GemmVerifyTest, ExchangedElementsAreNoRepeat) {
  constexpr std::uint64_t kVector = 16 / sizeof(typename TestFixture::Bench::Output);
  typename TestFixture::Bench bench(64, 64, 64, Inputs::timed);
  ASSERT_EQ(bench.verify().count, 0u);
  const auto exchange = [&](std::uint64_t count, std::uint64_t other) {
    std::swap_ranges(bench.c(), bench.c() + count, bench.c() + other);
  };
  for (const auto& [count, other] :
       {std::pair<std::uint64_t, std::uint64_t>{1, 1}, {kVector, kVector}, {kVector, 64 * 3}}) {
    exchange(count, other);
    EXPECT_EQ(bench.repeat().count, 64u * 32) << count << " elements with those at " << other;
    exchange(count, other);
  }
  EXPECT_EQ(bench.repeat().count, 0u);
}

template <class T>
class GemmLayoutTest : public GemmVerifyTest<T> {};
TYPED_TEST_SUITE(GemmLayoutTest, Types);

TYPED_TEST(GemmLayoutTest, EveryLayoutIsTheSameProduct) {
  typename TestFixture::Bench first(72, 80, 96, Inputs::timed);
  for (const Layout layout : {Layout::row_row, Layout::column_column, Layout::column_row}) {
    typename TestFixture::Bench other(72, 80, 96, Inputs::timed, layout);
    EXPECT_EQ(other.verify().count, 0u);
    for (std::uint64_t i = 0; i < 72 * 80; ++i) ASSERT_EQ(first.at(i), other.at(i)) << i;
  }
  typename TestFixture::Bench by_columns(72, 80, 96, Inputs::timed, Layout::column_row);
  EXPECT_EQ(by_columns.a()[5 * 72 + 7], first.a()[7 * 96 + 5]);
  EXPECT_EQ(by_columns.b()[5 * 80 + 7], first.b()[7 * 96 + 5]);
}

}  // namespace
}  // namespace assay
