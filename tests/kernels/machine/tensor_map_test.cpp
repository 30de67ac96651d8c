// A tensor that the copy engine does not take is refused by the name of the field that is wrong.
#include "kernels/machine/tensor_map.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::hopper {
namespace {

using ::testing::StartsWith;

alignas(16) char memory[32];

constexpr Tensor good() {
  return {.data = memory,
          .type = DataType::bf16,
          .columns = 1000,
          .rows = 77,
          .pitch_bytes = 2000,
          .box_columns = 64,
          .box_rows = 256};
}

TEST(TensorMap, TakesWhatTheEngineTakes) {
  EXPECT_EQ(tensor_problem(good()), "");
  Tensor plain = good();
  plain.swizzle = Swizzle::none;
  plain.box_columns = 256;
  EXPECT_EQ(tensor_problem(plain), "");
  Tensor least = good();
  least.columns = least.rows = least.box_rows = 1;
  least.pitch_bytes = 16;
  least.box_columns = 8;
  EXPECT_EQ(tensor_problem(least), "");
}

template <class Change>
std::string after(Change change) {
  Tensor tensor = good();
  change(tensor);
  return tensor_problem(tensor);
}

TEST(TensorMap, NamesTheFieldThatIsWrong) {
  EXPECT_THAT(after([](Tensor& t) { t.data = nullptr; }), StartsWith("data"));
  EXPECT_THAT(after([](Tensor& t) { t.data = memory + 8; }), StartsWith("data"));
  EXPECT_THAT(after([](Tensor& t) { t.columns = 0; }), StartsWith("columns"));
  EXPECT_THAT(after([](Tensor& t) { t.rows = 0; }), StartsWith("rows"));
  EXPECT_THAT(after([](Tensor& t) { t.rows = (std::uint64_t{1} << 32) + 1; }), StartsWith("rows"));
  EXPECT_THAT(after([](Tensor& t) { t.pitch_bytes = 2008; }), StartsWith("pitch_bytes"));
  EXPECT_THAT(after([](Tensor& t) { t.pitch_bytes = 1984; }), StartsWith("pitch_bytes"));
  EXPECT_THAT(after([](Tensor& t) { t.pitch_bytes = std::uint64_t{1} << 40; }),
              StartsWith("pitch_bytes"));
  EXPECT_THAT(after([](Tensor& t) { t.box_rows = 0; }), StartsWith("box_rows"));
  EXPECT_THAT(after([](Tensor& t) { t.box_rows = 257; }), StartsWith("box_rows"));
  EXPECT_THAT(after([](Tensor& t) { t.box_columns = 0; }), StartsWith("box_columns"));
  EXPECT_THAT(after([](Tensor& t) { t.box_columns = 60; }), StartsWith("box_columns"));
  EXPECT_THAT(after([](Tensor& t) { t.box_columns = 72; }), StartsWith("box_columns"));
}

/// A row of the swizzle is as wide as its name says.
TEST(TensorMap, BoxesFitTheSwizzle) {
  const auto fits = [](Swizzle swizzle, std::uint32_t columns) {
    Tensor tensor = good();
    tensor.swizzle = swizzle;
    tensor.box_columns = columns;
    return tensor_problem(tensor).empty();
  };
  EXPECT_TRUE(fits(Swizzle::bytes128, 64));
  EXPECT_TRUE(fits(Swizzle::bytes64, 32));
  EXPECT_FALSE(fits(Swizzle::bytes64, 40));
  EXPECT_TRUE(fits(Swizzle::bytes32, 16));
  EXPECT_FALSE(fits(Swizzle::bytes32, 24));
}

}  // namespace
}  // namespace assay::hopper
