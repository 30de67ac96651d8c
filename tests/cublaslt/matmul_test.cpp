// Is the product that the library is asked for the one that the case names? The replacement
// multiplies what it is told: a wrong layout gives a wrong product.
#include "harness/measure/cublaslt/matmul.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "kernels/error.hpp"
#include "tests/cublaslt/loaded.hpp"

namespace assay::measure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::uint64_t kM = 8, kN = 6, kK = 4;  // no two alike: none can stand for another
constexpr Layout kLayouts[] = {Layout::row_column, Layout::row_row, Layout::column_column,
                               Layout::column_row};

double a_at(std::uint64_t row, std::uint64_t k) {
  return static_cast<double>((row * 5 + k * 3) % 7) - 3;
}
double b_at(std::uint64_t k, std::uint64_t column) {
  return static_cast<double>((k * 2 + column * 5) % 5) - 2;
}
double c_at(std::uint64_t row, std::uint64_t column) {
  double sum = 0;
  for (std::uint64_t k = 0; k < kK; ++k) sum += a_at(row, k) * b_at(k, column);
  return sum;
}

std::uint32_t bits_of(double value) {
  const auto single = static_cast<float>(value);
  std::uint32_t bits;
  std::memcpy(&bits, &single, sizeof bits);
  return bits;
}

/// Small integers as each type writes them.
struct Fp64 {
  using In = double;
  using Out = double;
  static constexpr DataType kType = DataType::fp64;
  static In in(double value) { return value; }
  static Out out(double value) { return value; }
};
struct Tf32 {
  using In = float;
  using Out = float;
  static constexpr DataType kType = DataType::tf32;
  static In in(double value) { return static_cast<float>(value); }
  static Out out(double value) { return static_cast<float>(value); }
};
struct Int8 {
  using In = std::int8_t;
  using Out = std::int32_t;
  static constexpr DataType kType = DataType::int8;
  static In in(double value) { return static_cast<In>(value); }
  static Out out(double value) { return static_cast<Out>(value); }
};
struct Bf16 {
  using In = std::uint16_t;
  using Out = std::uint16_t;
  static constexpr DataType kType = DataType::bf16;
  static In in(double value) { return static_cast<In>(bits_of(value) >> 16); }
  static Out out(double value) { return in(value); }
};
/// fp16 and fp8_e5m2 have the exponent of five bits in common: an e5m2 is the upper half of it.
struct Fp16 {
  using In = std::uint16_t;
  using Out = std::uint16_t;
  static constexpr DataType kType = DataType::fp16;
  static In in(double value) {
    if (value == 0) return 0;
    const std::uint32_t bits = bits_of(value);
    const std::uint32_t exponent = (bits >> 23 & 0xFF) - 127 + 15;
    return static_cast<In>((bits >> 31) << 15 | exponent << 10 | (bits >> 13 & 0x3FF));
  }
  static Out out(double value) { return in(value); }
};
struct E5m2 {
  using In = std::uint8_t;
  using Out = std::uint16_t;
  static constexpr DataType kType = DataType::fp8_e5m2;
  static In in(double value) { return static_cast<In>(Fp16::in(value) >> 8); }
  static Out out(double value) { return Bf16::in(value); }
};
struct E4m3 {
  using In = std::uint8_t;
  using Out = std::uint16_t;
  static constexpr DataType kType = DataType::fp8_e4m3;
  static In in(double value) {
    if (value == 0) return 0;
    const std::uint32_t bits = bits_of(value);
    const std::uint32_t exponent = (bits >> 23 & 0xFF) - 127 + 7;
    return static_cast<In>((bits >> 31) << 7 | exponent << 3 | (bits >> 20 & 7));
  }
  static Out out(double value) { return Bf16::in(value); }
};

fake_cublaslt::Script& script() {
  return fake_cublaslt::script_of(FAKE_CUBLASLT);
}

Parameters parameters_of(DataType type, Layout layout) {
  Parameters p;
  p.type = type;
  p.m = kM;
  p.n = kN;
  p.k = kK;
  p.layout = layout;
  return p;
}

template <class Type>
class Product : public testing::Test {
 protected:
  Product() { script() = {}; }
  ~Product() override { EXPECT_EQ(script().alive, 0) << "descriptors leak"; }
};
using Types = testing::Types<Fp64, Tf32, Int8, Bf16, Fp16, E5m2, E4m3>;
TYPED_TEST_SUITE(Product, Types);

TYPED_TEST(Product, IsRightInEveryLayout) {
  const CublasLtLibrary library(std::vector<std::string>{FAKE_CUBLASLT});
  for (const Layout layout : kLayouts) {
    const bool a_rows = layout == Layout::row_column || layout == Layout::row_row;
    const bool b_rows = layout == Layout::row_row || layout == Layout::column_row;
    std::vector<typename TypeParam::In> a(kM * kK), b(kK * kN);
    std::vector<typename TypeParam::Out> c(kM * kN);
    for (std::uint64_t k = 0; k < kK; ++k) {
      for (std::uint64_t i = 0; i < kM; ++i) {
        a[a_rows ? i * kK + k : k * kM + i] = TypeParam::in(a_at(i, k));
      }
      for (std::uint64_t j = 0; j < kN; ++j) {
        b[b_rows ? k * kN + j : j * kK + k] = TypeParam::in(b_at(k, j));
      }
    }
    const CublasLtMatmul matmul(library, cublaslt_product(parameters_of(TypeParam::kType, layout)));
    std::byte workspace{};
    matmul.queue(0, {.a = a.data(), .b = b.data(), .c = c.data(), .workspace = &workspace});
    for (std::uint64_t i = 0; i < kM; ++i) {
      for (std::uint64_t j = 0; j < kN; ++j) {
        ASSERT_EQ(c[i * kN + j], TypeParam::out(c_at(i, j)))
            << "layout " << static_cast<int>(layout) << ", row " << i << ", column " << j;
      }
    }
  }
}

class Matmul : public testing::Test {
 protected:
  Matmul() { script() = {}; }
  ~Matmul() override { EXPECT_EQ(script().alive, 0); }
  static CublasLtProduct product(DataType type = DataType::bf16) {
    return cublaslt_product(parameters_of(type, Layout::row_column));
  }
  template <class Action>
  static std::string message_of(Action action) {
    try {
      action();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::unavailable);
      return error.what();
    }
    return "nothing was thrown";
  }
};

TEST_F(Matmul, AsksInTheOneLayoutThatEveryTypeHas) {
  const CublasLtLibrary library(std::vector<std::string>{FAKE_CUBLASLT});
  const CublasLtMatmul matmul(library, product(DataType::fp8_e4m3));
  EXPECT_TRUE(script().asked.transposes_first);
  EXPECT_FALSE(script().asked.transposes_second);
  EXPECT_EQ(script().asked.workspace_bytes, 32u << 20);
}

TEST_F(Matmul, AccumulatesAsTheCaseDoes) {
  const CublasLtLibrary library(std::vector<std::string>{FAKE_CUBLASLT});
  for (const Accumulation accumulation : {Accumulation::fast, Accumulation::promoted}) {
    Parameters p = parameters_of(DataType::fp8_e4m3, Layout::row_column);
    p.accumulation = accumulation;
    const CublasLtMatmul matmul(library, cublaslt_product(p));
    EXPECT_EQ(script().asked.fast_accumulation, accumulation == Accumulation::fast);
  }
}

TEST_F(Matmul, SumsInTheTypeOfOurs) {
  const CublasLtLibrary library(std::vector<std::string>{FAKE_CUBLASLT});
  using cublaslt_api::Compute;
  const auto compute_of = [&](DataType type) {
    const CublasLtMatmul matmul(library, product(type));
    return script().asked.compute;
  };
  EXPECT_EQ(compute_of(DataType::bf16), Compute::fp32);
  EXPECT_EQ(compute_of(DataType::fp16), Compute::fp32);
  EXPECT_EQ(compute_of(DataType::tf32), Compute::tf32);
  EXPECT_EQ(compute_of(DataType::int8), Compute::int32);
  EXPECT_EQ(compute_of(DataType::fp64), Compute::fp64);
}

TEST_F(Matmul, NamesWhatItIsOfferedAndLeavesOutWhatCannotRun) {
  const CublasLtLibrary library(std::vector<std::string>{FAKE_CUBLASLT});
  script().nanoseconds = {5, 0, 7};
  const CublasLtMatmul matmul(library, product());
  EXPECT_THAT(matmul.names(),
              ElementsAre("algorithm=60 tile=1 stages=1 cluster=1 split_k=1 reduction=1 swizzle=1 "
                          "inner=1",
                          "algorithm=62 tile=1 stages=1 cluster=1 split_k=1 reduction=1 swizzle=1 "
                          "inner=1"));
}

TEST_F(Matmul, TakesNoMoreThanItAskedFor) {
  const CublasLtLibrary library(std::vector<std::string>{FAKE_CUBLASLT});
  script().nanoseconds.assign(40, 5);
  EXPECT_EQ(CublasLtMatmul(library, product()).names().size(), 16u);
}

TEST_F(Matmul, ARefusedProductIsUnavailable) {
  const CublasLtLibrary library(std::vector<std::string>{FAKE_CUBLASLT});
  const auto make = [&] { CublasLtMatmul(library, product()); };
  script().heuristic_status = 15;
  EXPECT_THAT(message_of(make), HasSubstr("asking for its algorithms: cuBLASLt 13.1.0 returned "
                                          "CUBLAS_STATUS_NOT_SUPPORTED"));
  script().heuristic_status = 0;
  script().nanoseconds.clear();
  EXPECT_THAT(message_of(make), HasSubstr("has none for this product"));
  EXPECT_THAT(message_of([] { product(DataType::fp32); }), HasSubstr("product in fp32"));
}

TEST_F(Matmul, AProductThatFailsToStartIsUnavailable) {
  const CublasLtLibrary library(std::vector<std::string>{FAKE_CUBLASLT});
  const CublasLtMatmul matmul(library, product());
  script().matmul_status = 13;
  EXPECT_THAT(message_of([&] { matmul.queue(0, {}); }), HasSubstr("queueing a product: cuBLASLt"));
}

}  // namespace
}  // namespace assay::measure
