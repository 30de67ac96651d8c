// Ranks that share one GPU: is every sum exact, and do all ranks hold the same bits?
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "tests/gpu/gpu_device.hpp"

namespace assay {
namespace {

using testing::GpuDevice;

constexpr int kInput = 0, kOutput = 1;
constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr DataType kTypes[] = {DataType::bf16, DataType::fp16, DataType::fp32, DataType::int32};

const Kernel* colocated() {
  const auto table = kernel_table();
  const auto* const found = std::find_if(table.begin(), table.end(), [](const auto& entry) {
    return std::string_view(entry.description().name) == "collective.all_reduce_colocated";
  });
  return found == table.end() ? nullptr : found->for_target(Target::gpu);
}

class ColocatedGpuTest : public ::testing::TestWithParam<Algorithm> {
 protected:
  void SetUp() override {
    if (const std::string reason = testing::no_gpu(); !reason.empty()) GTEST_SKIP() << reason;
    kernel_ = colocated();
    ASSERT_NE(kernel_, nullptr);
    device_ = std::make_unique<GpuDevice>();
  }

  void expect_alike(const Parameters& p) {
    const int array = p.placement == Placement::in_place ? kInput : kOutput;
    const auto all = device_->contents(array);
    const std::size_t each = all.size() / p.ranks;
    for (std::uint32_t rank = 1; rank < p.ranks; ++rank) {
      EXPECT_EQ(std::memcmp(all.data(), all.data() + rank * each, p.bytes), 0) << "rank " << rank;
    }
  }

  void expect_exact_and_alike(const Parameters& p) {
    SCOPED_TRACE(::testing::Message()
                 << p.bytes << " B of " << p.ranks << " ranks, type " << static_cast<int>(p.type));
    device_->allocate(*kernel_, p);
    for (int round = 0; round < 3; ++round) {
      device_->prepare(*kernel_, p);
      device_->enqueue(*kernel_, p, 1);
      const Mismatch found = device_->verify(*kernel_, p);
      EXPECT_EQ(found.count, 0u) << "element " << found.index << " is " << found.actual << ", not "
                                 << found.expected;
      EXPECT_GT(found.checked, 0u);
      expect_alike(p);
    }
    EXPECT_TRUE(device_->guards_whole());
  }

  const Kernel* kernel_ = nullptr;
  std::unique_ptr<GpuDevice> device_;
};

TEST_P(ColocatedGpuTest, IsExactAndTheSameOnEveryRank) {
  for (const DataType type : kTypes) {
    for (const std::uint32_t ranks : {2u, 3u, 8u, 16u}) {
      for (const std::uint64_t bytes : {std::uint64_t{4}, std::uint64_t{16}, std::uint64_t{4100},
                                        64 * std::uint64_t{1024}, kMiB + 12, 16 * kMiB}) {
        for (const Placement placement : {Placement::out_of_place, Placement::in_place}) {
          expect_exact_and_alike({.type = type,
                                  .bytes = bytes,
                                  .algorithm = GetParam(),
                                  .placement = placement,
                                  .ranks = ranks,
                                  .seed = 7});
          if (HasFailure()) return;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Every, ColocatedGpuTest,
                         ::testing::Values(Algorithm::one_shot, Algorithm::two_shot,
                                           Algorithm::ring));

}  // namespace
}  // namespace assay
