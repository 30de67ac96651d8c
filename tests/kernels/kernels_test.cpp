// Every kernel, type and CPU target: the answer is right, and the check sees when it is not.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/kernels/kernel_cases.hpp"
#include "tests/kernels/test_device.hpp"

namespace assay {
namespace {

using testing::KernelAndType;
using testing::kernels_and_types;
using testing::name_of;
using testing::parameter_sets;
using testing::runs_here;
using testing::TestDevice;

/// So small that every case of a kernel made for a GPU takes a CPU a moment only.
constexpr DeviceShape kSmallGpu{.processors = 4,
                                .compute_capability = 90,
                                .last_level_cache_bytes = std::uint64_t{4} << 20,
                                .memory_bytes = std::uint64_t{32} << 20,
                                .memory_free_bytes = std::uint64_t{32} << 20};

struct KernelOnTarget {
  KernelAndType kernel;
  Target target{};
};

std::vector<KernelOnTarget> on_every_cpu_target(bool with_own_cases) {
  std::vector<KernelOnTarget> list;
  for (const KernelAndType& one : kernels_and_types()) {
    if ((one.entry().description().cases != nullptr) != with_own_cases) continue;
    for (int target = 0; target < kTargetCount - 1; ++target) {
      if (one.entry().on[target] != nullptr) list.push_back({one, static_cast<Target>(target)});
    }
  }
  return list;
}

std::string test_name(const ::testing::TestParamInfo<KernelOnTarget>& test) {
  return test.param.kernel.name() + "_" + name_of(test.param.target);
}

class AnyKernelTest : public ::testing::TestWithParam<KernelOnTarget> {
 protected:
  void SetUp() override {
    const auto& [kernel, target] = GetParam();
    if (!runs_here(target)) GTEST_SKIP() << "this processor cannot run " << name_of(target);
    kernel_ = kernel.entry().for_target(target);
    // A size that is no multiple of the unrolled width.
    sets_ = parameter_sets(*kernel_, kernel.type, kSmallGpu, 300 * 1024 + 192);
  }

  void prepare(TestDevice& device, const Parameters& parameters) {
    device.allocate(*kernel_, parameters);
    kernel_->program.prepare(device.launch(), device.arrays(), parameters);
  }
  void enqueue(TestDevice& device, const Parameters& parameters, std::uint64_t iterations) {
    kernel_->program.enqueue(device.launch(), device.arrays(), parameters, iterations);
  }

  const Kernel* kernel_ = nullptr;
  std::vector<Parameters> sets_;
};

/// Kernels that are planned by size: their output is an array, every element of which is checked.
class KernelTest : public AnyKernelTest {
 protected:
  void SetUp() override {
    AnyKernelTest::SetUp();
    if (!sets_.empty()) parameters_ = sets_.front();
  }

  Mismatch run(TestDevice& device, std::uint64_t iterations) {
    prepare(device, parameters_);
    enqueue(device, parameters_, iterations);
    return device.verify(*kernel_, parameters_);
  }

  Parameters parameters_;
};

/// Kernels that choose their cases themselves; what is special to one of them is in a test of its
/// own.
class KernelWithCasesTest : public AnyKernelTest {};

TEST_P(KernelWithCasesTest, HasACaseOnASmallDevice) {
  EXPECT_FALSE(sets_.empty());
}

TEST_P(KernelWithCasesTest, ComputesTheAnswerOfEveryCase) {
  for (const Parameters& parameters : sets_) {
    SCOPED_TRACE(parameters.bytes);
    for (const std::uint64_t iterations : {1u, 3u}) {
      TestDevice device(2);
      prepare(device, parameters);
      enqueue(device, parameters, iterations);
      const Mismatch mismatch = device.verify(*kernel_, parameters);
      EXPECT_EQ(mismatch.count, 0u) << "element " << mismatch.index << " is " << mismatch.actual
                                    << ", not " << mismatch.expected;
      EXPECT_GT(mismatch.checked, 0u);
    }
  }
}

TEST_P(KernelWithCasesTest, AnswerThatWasNotComputedIsSeen) {
  for (const Parameters& parameters : sets_) {
    SCOPED_TRACE(parameters.bytes);
    TestDevice device(2);
    prepare(device, parameters);
    EXPECT_GT(device.verify(*kernel_, parameters).count, 0u) << "prepared passes for computed";
    enqueue(device, parameters, 1);
    kernel_->program.spoil(device.launch(), device.arrays(), parameters);
    EXPECT_GT(device.verify(*kernel_, parameters).count, 0u) << "spoiled passes for computed";
    enqueue(device, parameters, 1);
    EXPECT_EQ(device.verify(*kernel_, parameters).count, 0u) << "spoil touched the inputs";
  }
}

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
  prepare(device, parameters_);
  EXPECT_GT(device.verify(*kernel_, parameters_).count, 0u)
      << "prepared outputs pass for computed ones";
  enqueue(device, parameters_, 1);
  kernel_->program.spoil(device.launch(), device.arrays(), parameters_);
  EXPECT_GT(device.verify(*kernel_, parameters_).count, 0u)
      << "spoiled outputs pass for computed ones";
  enqueue(device, parameters_, 1);
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

INSTANTIATE_TEST_SUITE_P(Every, KernelTest, ::testing::ValuesIn(on_every_cpu_target(false)),
                         test_name);
INSTANTIATE_TEST_SUITE_P(Every, KernelWithCasesTest, ::testing::ValuesIn(on_every_cpu_target(true)),
                         test_name);

}  // namespace
}  // namespace assay
