// Every kernel, type and variant on a real GPU: the answer is right, the check sees when it is not,
// nothing is written outside the arrays, and the launches tell their clock.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kernels/error.hpp"
#include "tests/gpu/gpu_device.hpp"
#include "tests/kernels/kernel_cases.hpp"

namespace assay {
namespace {

using testing::GpuDevice;
using testing::KernelAndType;
using testing::kernels_and_types;
using testing::parameter_sets;

constexpr std::uint32_t kFirstWithBulkCopies = 90;

struct GpuCase {
  KernelAndType kernel;
  int variant = 0;

  const Kernel* program() const { return kernel.entry().for_target(Target::gpu); }
  Variant shape() const {
    return program()->variant_count == 0 ? Variant{} : program()->variants[variant];
  }
};

std::vector<GpuCase> every_case() {
  std::vector<GpuCase> list;
  for (const KernelAndType& one : kernels_and_types()) {
    const Kernel* const program = one.entry().for_target(Target::gpu);
    if (program == nullptr) continue;
    for (int v = 0; v == 0 || v < program->variant_count; ++v) list.push_back({one, v});
  }
  return list;
}

std::string test_name(const ::testing::TestParamInfo<GpuCase>& test) {
  return test.param.kernel.name() + "_" + std::to_string(test.param.variant);
}

class KernelGpuTest : public ::testing::TestWithParam<GpuCase> {
 protected:
  void SetUp() override {
    if (const std::string reason = testing::no_gpu(); !reason.empty()) GTEST_SKIP() << reason;
    device_ = std::make_unique<GpuDevice>();
    kernel_ = GetParam().program();
    if (sets(1 << 20).empty()) GTEST_SKIP() << "this GPU or this path does not take it";
    if (needs_bulk_copies() && device_->shape().compute_capability < kFirstWithBulkCopies)
      GTEST_SKIP() << "this GPU has no bulk copies";
  }

  static bool needs_bulk_copies() { return GetParam().shape().access == Access::bulk; }

  std::vector<Parameters> sets(std::uint64_t bytes) const {
    auto list = parameter_sets(*kernel_, GetParam().kernel.type, device_->shape(), bytes);
    for (Parameters& one : list) one.variant = GetParam().shape();
    std::erase_if(list, [&](const Parameters& one) {
      char why[kMaxReason] = "";
      if (kernel_->refuse != nullptr) kernel_->refuse(one, device_->shape(), why);
      return why[0] != '\0';
    });
    return list;
  }

  /// One line; less than a tile; tails of every kind; more tiles than blocks.
  std::vector<Parameters> every_set() const {
    if (kernel_->cases != nullptr || !kernel_->sized) return sets(0);
    std::vector<Parameters> list;
    for (const std::uint64_t bytes : {std::uint64_t{64}, std::uint64_t{192},
                                      std::uint64_t{16384 + 64}, std::uint64_t{300 * 1024 + 192},
                                      std::uint64_t{16} << 20, (std::uint64_t{96} << 20) + 64}) {
      list.push_back(sets(bytes).front());
    }
    return list;
  }

  void expect_right(const Parameters& parameters) {
    const Mismatch mismatch = device_->verify(*kernel_, parameters);
    EXPECT_EQ(mismatch.count, 0u) << "element " << mismatch.index << " is " << mismatch.actual
                                  << ", not " << mismatch.expected;
    EXPECT_GT(mismatch.checked, 0u);
  }
  void expect_wrong(const Parameters& parameters, const char* what) {
    EXPECT_GT(device_->verify(*kernel_, parameters).count, 0u) << what;
  }

  std::unique_ptr<GpuDevice> device_;
  const Kernel* kernel_ = nullptr;
};

TEST_P(KernelGpuTest, ComputesTheAnswerAndNothingElse) {
  for (const Parameters& parameters : every_set()) {
    SCOPED_TRACE(::testing::Message() << parameters.bytes << " B");
    device_->allocate(*kernel_, parameters);
    device_->prepare(*kernel_, parameters);
    device_->enqueue(*kernel_, parameters, 1);
    expect_right(parameters);
    device_->spoil(*kernel_, parameters);
    device_->enqueue(*kernel_, parameters, 3);
    expect_right(parameters);
    EXPECT_TRUE(device_->guards_whole());
  }
}

TEST_P(KernelGpuTest, AnswerThatWasNotComputedIsSeen) {
  for (const Parameters& parameters : every_set()) {
    SCOPED_TRACE(::testing::Message() << parameters.bytes << " B");
    device_->allocate(*kernel_, parameters);
    device_->prepare(*kernel_, parameters);
    expect_wrong(parameters, "prepared passes for computed");
    device_->enqueue(*kernel_, parameters, 1);
    device_->spoil(*kernel_, parameters);
    expect_wrong(parameters, "spoiled passes for computed");
  }
}

TEST_P(KernelGpuTest, OneWrongBitOfAStreamIsSeen) {
  if (kernel_->variants == nullptr || kernel_->matrix)
    GTEST_SKIP() << "its own tests look at its output";
  const Parameters parameters = sets((std::uint64_t{1} << 20) + 64).front();
  device_->allocate(*kernel_, parameters);
  device_->prepare(*kernel_, parameters);
  device_->enqueue(*kernel_, parameters, 1);
  int output = kMaxArrays - 1;
  while (device_->bytes(output) == 0) --output;
  const std::uint64_t bytes = device_->bytes(output);
  for (const std::uint64_t byte : {std::uint64_t{6}, bytes / 2 / 8 * 8 + 6, bytes - 2}) {
    device_->flip(output, byte);
    EXPECT_EQ(device_->verify(*kernel_, parameters).count, 1u) << "byte " << byte;
    device_->flip(output, byte);
  }
  expect_right(parameters);
}

TEST_P(KernelGpuTest, LaunchesTellTheirClock) {
  if (kernel_->variants == nullptr)
    GTEST_SKIP() << "not every other kernel launches blocks of ours";
  const Parameters parameters = sets(std::uint64_t{16} << 20).front();
  device_->allocate(*kernel_, parameters);
  device_->prepare(*kernel_, parameters);
  EXPECT_EQ(device_->ticks().cycles, 0u);
  device_->enqueue(*kernel_, parameters, 20);
  const ClockTicks ticks = device_->ticks();
  ASSERT_GT(ticks.nanoseconds, 0u);
  const double hz =
      1e9 * static_cast<double>(ticks.cycles) / static_cast<double>(ticks.nanoseconds);
  EXPECT_GT(hz, 1e8);  // no GPU runs outside these
  EXPECT_LT(hz, 4e9);
}

INSTANTIATE_TEST_SUITE_P(Every, KernelGpuTest, ::testing::ValuesIn(every_case()), test_name);

}  // namespace
}  // namespace assay
