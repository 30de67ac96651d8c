// Every kernel, type and CPU target: the answer is right, and the check sees when it is not.
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <tuple>

#include "tests/kernels/test_device.hpp"

namespace assay {
namespace {

using testing::name_of;
using testing::runs_here;
using testing::TestDevice;

class KernelTest : public ::testing::TestWithParam<std::tuple<int, int, DataType>> {
 protected:
  void SetUp() override {
    const auto [row, target, type] = GetParam();
    kernel_ = kernel_table().entries[row].on[target];
    if (kernel_ == nullptr)
      GTEST_SKIP() << "not built for " << name_of(static_cast<Target>(target));
    if (!runs_here(static_cast<Target>(target))) {
      GTEST_SKIP() << "this processor cannot run " << name_of(static_cast<Target>(target));
    }
    parameters_ = {.type = type, .bytes = 0, .m = 0, .n = 0, .k = 0, .seed = 20260131};
    if (kernel_->matrix) parameters_.m = 61, parameters_.n = 47, parameters_.k = 300;
    if (kernel_->sized) parameters_.bytes = 300 * 1024 + 192;  // no multiple of the unrolled width
  }

  Mismatch run(TestDevice& device, std::uint64_t iterations) {
    device.allocate(*kernel_, parameters_);
    kernel_->program.prepare(device.launch(), device.arrays(), parameters_);
    kernel_->program.enqueue(device.launch(), device.arrays(), parameters_, iterations);
    return device.verify(*kernel_, parameters_);
  }

  const Kernel* kernel_ = nullptr;
  Parameters parameters_;
};

TEST_P(KernelTest, ComputesTheAnswerForAnyNumberOfThreads) {
  for (const std::uint32_t threads : {1u, 2u, 3u, 7u}) {
    TestDevice device(threads);
    const Mismatch mismatch = run(device, 1);
    EXPECT_EQ(mismatch.count, 0u) << threads << " threads: element " << mismatch.index << " is "
                                  << mismatch.actual << ", not " << mismatch.expected;
    EXPECT_GT(mismatch.checked, 0u);
  }
}

TEST_P(KernelTest, RepeatedIterationsLeaveTheSameAnswer) {
  TestDevice device(2);
  EXPECT_EQ(run(device, 3).count, 0u);
}

TEST_P(KernelTest, SmallestSizeWorks) {
  if (kernel_->matrix) parameters_.m = parameters_.n = parameters_.k = 1;
  if (kernel_->sized) parameters_.bytes = 64;
  TestDevice device(3);
  EXPECT_EQ(run(device, 1).count, 0u);
}

TEST_P(KernelTest, AnswerThatWasNotComputedIsSeen) {
  TestDevice device(2);
  device.allocate(*kernel_, parameters_);
  kernel_->program.prepare(device.launch(), device.arrays(), parameters_);
  EXPECT_GT(device.verify(*kernel_, parameters_).count, 0u)
      << "prepared outputs pass for computed ones";
  kernel_->program.enqueue(device.launch(), device.arrays(), parameters_, 1);
  kernel_->program.spoil(device.launch(), device.arrays(), parameters_);
  EXPECT_GT(device.verify(*kernel_, parameters_).count, 0u)
      << "spoiled outputs pass for computed ones";
  kernel_->program.enqueue(device.launch(), device.arrays(), parameters_, 1);
  EXPECT_EQ(device.verify(*kernel_, parameters_).count, 0u) << "spoil touched the inputs";
}

TEST_P(KernelTest, OtherSeedIsOtherData) {
  TestDevice device(2);
  ASSERT_EQ(run(device, 1).count, 0u);
  Parameters other = parameters_;
  other.seed += 1;
  EXPECT_GT(device.verify(*kernel_, other).count, 0u);
}

TEST_P(KernelTest, OneWrongBitAnywhereInTheOutputIsSeen) {
  TestDevice device(2);
  ASSERT_EQ(run(device, 1).count, 0u);
  // The output is the last array but for the GEMM, whose last is scratch.
  int output = kMaxArrays - 1;
  while (device.arrays().data[output] == nullptr) --output;
  if (kernel_->matrix) output = 2;
  const std::uint64_t bytes = kernel_->arrays(parameters_, 2).bytes[output];
  auto* const data = static_cast<unsigned char*>(device.arrays().data[output]);
  const std::uint64_t element = parameters_.type == DataType::fp64 ? 8 : 4;
  for (const std::uint64_t at : {std::uint64_t{0}, bytes / 2 / 8 * 8, bytes - element}) {
    data[at + element - 2] ^= 0x10;  // a high bit of the mantissa, or of a sum
    const Mismatch mismatch = device.verify(*kernel_, parameters_);
    EXPECT_EQ(mismatch.count, 1u) << "byte " << at;
    EXPECT_NE(mismatch.expected, mismatch.actual);
    data[at + element - 2] ^= 0x10;
  }
  EXPECT_EQ(device.verify(*kernel_, parameters_).count, 0u);
}

std::string test_name(const ::testing::TestParamInfo<KernelTest::ParamType>& test) {
  const auto [row, target, type] = test.param;
  std::string name = kernel_table().entries[row].description().name;
  name[name.find('.')] = '_';
  return name + "_" + name_of(static_cast<Target>(target)) +
         (type == DataType::fp64 ? "_fp64" : "_fp32");
}

INSTANTIATE_TEST_SUITE_P(Every, KernelTest,
                         ::testing::Combine(::testing::Range(0, kernel_table().count),
                                            ::testing::Range(0, kTargetCount - 1),
                                            ::testing::Values(DataType::fp64, DataType::fp32)),
                         test_name);

}  // namespace
}  // namespace assay
