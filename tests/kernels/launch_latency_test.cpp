// Launch latency on the CPU machine: launches that are lost, doubled or left over are seen.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "tests/kernels/test_device.hpp"

namespace assay {
namespace {

using testing::TestDevice;

struct Count {
  std::uint64_t ran, asked;
};

class LaunchLatencyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const KernelEntry& entry : kernel_table()) {
      if (entry.description().name == std::string("launch.latency")) kernel_ = &entry.description();
    }
    ASSERT_NE(kernel_, nullptr);
    device_.allocate(*kernel_, parameters_);
    kernel_->program.prepare(device_.launch(), device_.arrays(), parameters_);
  }
  void enqueue(std::uint64_t iterations) {
    kernel_->program.enqueue(device_.launch(), device_.arrays(), parameters_, iterations);
  }
  Mismatch verify() { return device_.verify(*kernel_, parameters_); }
  Count& count() { return *static_cast<Count*>(device_.arrays().data[0]); }

  const Kernel* kernel_ = nullptr;
  Parameters parameters_{.submission = Submission::stream};
  TestDevice device_{2};
};

TEST_F(LaunchLatencyTest, EveryLaunchIsCounted) {
  enqueue(1000);
  const Mismatch mismatch = verify();
  EXPECT_EQ(mismatch.count, 0u);
  EXPECT_EQ(mismatch.checked, 1000u);
}

// A graph replays the launches of one enqueue() as they are.
TEST_F(LaunchLatencyTest, SamplesOfAnyLengthAddUp) {
  for (const std::uint64_t iterations : {1u, 7u, 1u, 512u, 512u}) enqueue(iterations);
  const Mismatch mismatch = verify();
  EXPECT_EQ(mismatch.count, 0u);
  EXPECT_EQ(mismatch.checked, 1033u);
}

TEST_F(LaunchLatencyTest, LostAndDoubledLaunchesAreSeen) {
  enqueue(100);
  for (const std::uint64_t ran : {99u, 101u, 0u}) {
    count().ran = ran;
    const Mismatch mismatch = verify();
    EXPECT_EQ(mismatch.count, 1u);
    EXPECT_EQ(mismatch.expected, 100);
    EXPECT_EQ(mismatch.actual, static_cast<double>(ran));
  }
}

TEST_F(LaunchLatencyTest, NothingLaunchedIsNotRight) {
  EXPECT_EQ(verify().count, 1u) << "after prepare";
  enqueue(3);
  EXPECT_EQ(verify().count, 0u);
  kernel_->program.spoil(device_.launch(), device_.arrays(), parameters_);
  EXPECT_EQ(verify().count, 1u) << "after spoil";
  enqueue(3);
  EXPECT_EQ(verify().count, 0u);
}

TEST_F(LaunchLatencyTest, ReportsOneLaunchAndKnowsBothWaysToSubmit) {
  EXPECT_EQ(kernel_->quantity, Quantity::latency);
  EXPECT_EQ(kernel_->work(parameters_, 132).steps, 1);
  Parameters list[kMaxCases];
  ASSERT_EQ(kernel_->cases({}, Depth::quick, list), 2);
  EXPECT_EQ(list[0].submission, Submission::stream);
  EXPECT_EQ(list[1].submission, Submission::graph);
}

}  // namespace
}  // namespace assay
