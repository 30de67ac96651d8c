// Transfers on the CPU machine: every word arrives, and the check sees each that does not.
#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/kernels/test_device.hpp"

namespace assay {
namespace {

using testing::name_of;
using testing::runs_here;
using testing::TestDevice;

constexpr std::uint64_t kBytes = 300 * 1024 + 192;
enum : int { kHostSource, kDeviceTarget, kDeviceSource, kHostTarget };

const Kernel* transfer(Target target) {
  for (const KernelEntry& entry : kernel_table()) {
    if (entry.description().name == std::string("transfer.copy_engine"))
      return entry.for_target(target);
  }
  return nullptr;
}

const char* name_of(Direction direction) {
  switch (direction) {
    case Direction::device_to_device:
      return "device_to_device";
    case Direction::host_to_device:
      return "host_to_device";
    case Direction::device_to_host:
      return "device_to_host";
    default:
      return "host_both";
  }
}

class TransferTest : public ::testing::TestWithParam<std::tuple<Target, Direction>> {
 protected:
  void SetUp() override {
    kernel_ = transfer(std::get<0>(GetParam()));
    if (kernel_ == nullptr || !runs_here(std::get<0>(GetParam()))) {
      GTEST_SKIP() << "no " << name_of(std::get<0>(GetParam())) << " here";
    }
    parameters_ = {.type = DataType::fp32,
                   .bytes = kBytes,
                   .direction = std::get<1>(GetParam()),
                   .engine = Engine::copy_engine,
                   .host_memory = HostMemory::pinned,
                   .seed = 20260131};
  }

  void prepare() {
    device_.allocate(*kernel_, parameters_);
    kernel_->program.prepare(device_.launch(), device_.arrays(), parameters_);
  }
  void enqueue(std::uint64_t iterations = 1) {
    kernel_->program.enqueue(device_.launch(), device_.arrays(), parameters_, iterations);
  }
  Mismatch verify() { return device_.verify(*kernel_, parameters_); }

  std::vector<int> targets() const {
    switch (parameters_.direction) {
      case Direction::device_to_host:
        return {kHostTarget};
      case Direction::host_both:
        return {kDeviceTarget, kHostTarget};
      default:
        return {kDeviceTarget};
    }
  }
  std::uint32_t* words(int array) {
    return static_cast<std::uint32_t*>(device_.arrays().data[array]);
  }

  const Kernel* kernel_ = nullptr;
  Parameters parameters_;
  TestDevice device_{3};
};

TEST_P(TransferTest, EveryWordArrives) {
  prepare();
  enqueue(3);
  const Mismatch mismatch = verify();
  EXPECT_EQ(mismatch.count, 0u) << "word " << mismatch.index;
  EXPECT_EQ(mismatch.checked, targets().size() * kBytes / 4);
  if (targets().size() == 2) {  // crossed over, neither would be right
    EXPECT_NE(std::memcmp(words(kDeviceTarget), words(kHostTarget), kBytes), 0);
  }
}

TEST_P(TransferTest, EveryWordIsWrongBeforeAndAfterSpoiling) {
  prepare();
  EXPECT_EQ(verify().count, targets().size() * kBytes / 4);
  enqueue();
  kernel_->program.spoil(device_.launch(), device_.arrays(), parameters_);
  EXPECT_EQ(verify().count, targets().size() * kBytes / 4);
  enqueue();
  EXPECT_EQ(verify().count, 0u) << "spoil touched the sources";
}

TEST_P(TransferTest, OneWrongBitAnywhereIsSeen) {
  prepare();
  enqueue();
  std::uint64_t before = 0;
  for (const int target : targets()) {
    for (const std::uint64_t at : {std::uint64_t{0}, kBytes / 8, kBytes / 4 - 1}) {
      const std::uint32_t right = words(target)[at];
      words(target)[at] ^= 1u << (at % 32);
      const Mismatch mismatch = verify();
      EXPECT_EQ(mismatch.count, 1u);
      EXPECT_EQ(mismatch.index, before + at);
      EXPECT_EQ(mismatch.expected, static_cast<double>(right));
      EXPECT_EQ(mismatch.actual, static_cast<double>(words(target)[at]));
      words(target)[at] = right;
    }
    before += kBytes / 4;
  }
  EXPECT_EQ(verify().count, 0u);
}

TEST_P(TransferTest, WordsFromElsewhereAreSeen) {
  prepare();
  enqueue();
  for (const int target : targets()) {
    std::swap(words(target)[5], words(target)[9]);
    EXPECT_EQ(verify().count, 2u);
    std::swap(words(target)[5], words(target)[9]);
  }
}

TEST_P(TransferTest, OtherSeedIsOtherData) {
  prepare();
  enqueue();
  parameters_.seed += 1;
  EXPECT_GT(verify().count, kBytes / 4 - 10);
}

TEST_P(TransferTest, WorkCountsWhatTheCatalogueMeans) {
  const bool twice = parameters_.direction == Direction::device_to_device ||
                     parameters_.direction == Direction::host_both;
  EXPECT_EQ(kernel_->work(parameters_, 1).bytes, static_cast<double>(kBytes) * (twice ? 2 : 1));
}

TEST_P(TransferTest, MemoryIsOfTheHostWhereTheDirectionSaysSo) {
  const ArraySizes sizes = kernel_->arrays(parameters_, 1);
  const Direction direction = parameters_.direction;
  const bool both = direction == Direction::host_both;
  const bool in = both || direction == Direction::host_to_device;
  const bool out = both || direction == Direction::device_to_host;
  EXPECT_EQ(sizes.bytes[kHostSource], in ? kBytes : 0);
  EXPECT_EQ(sizes.bytes[kHostTarget], out ? kBytes : 0);
  EXPECT_EQ(sizes.bytes[kDeviceTarget], direction == Direction::device_to_host ? 0 : kBytes);
  EXPECT_EQ(sizes.bytes[kDeviceSource],
            out ? 2 * kBytes : (direction == Direction::host_to_device ? 0 : kBytes));
  for (int a = 0; a < kMaxArrays; ++a) {
    const bool host = sizes.bytes[a] != 0 && (a == kHostSource || a == kHostTarget);
    EXPECT_EQ(sizes.place[a], host ? Place::host : Place::device) << "array " << a;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Every, TransferTest,
    ::testing::Combine(::testing::Values(Target::cpu_baseline, Target::cpu_avx2,
                                         Target::cpu_avx512),
                       ::testing::Values(Direction::device_to_device, Direction::host_to_device,
                                         Direction::device_to_host, Direction::host_both)),
    [](const auto& test) {
      return name_of(std::get<0>(test.param)) + "_" + name_of(std::get<1>(test.param));
    });

std::vector<Parameters> cases_of(const DeviceShape& device, Depth depth) {
  std::vector<Parameters> list(kMaxCases);
  list.resize(
      static_cast<std::size_t>(transfer(Target::cpu_baseline)->cases(device, depth, list.data())));
  return list;
}

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
constexpr DeviceShape kH100{
    .memory_bytes = 80 * kGiB, .memory_free_bytes = 79 * kGiB, .host_nodes = 2, .near_node = 1};

TEST(TransferCases, QuickKnowsTheNearNodeOnly) {
  std::set<Direction> pinned, pageable;
  for (const Parameters& one : cases_of(kH100, Depth::quick)) {
    EXPECT_EQ(one.engine, Engine::copy_engine);
    const bool within = one.direction == Direction::device_to_device;
    EXPECT_EQ(one.numa_node, within ? -1 : 1);
    EXPECT_EQ(one.host_memory == HostMemory::none, within);
    EXPECT_EQ(one.bytes, within ? kGiB : kGiB / 4);
    (one.host_memory == HostMemory::pageable ? pageable : pinned).insert(one.direction);
  }
  EXPECT_EQ(pinned.size(), 4u);
  EXPECT_EQ(pageable, (std::set{Direction::host_to_device, Direction::device_to_host}));
}

TEST(TransferCases, ThoroughKnowsEachNode) {
  std::set<std::tuple<int, Direction, HostMemory, std::uint64_t>> seen;
  const auto list = cases_of(kH100, Depth::thorough);
  for (const Parameters& one : list)
    seen.emplace(one.numa_node, one.direction, one.host_memory, one.bytes);
  EXPECT_EQ(seen.size(), list.size()) << "a case stands twice";
  for (const int node : {0, 1}) {
    EXPECT_TRUE(seen.count({node, Direction::host_both, HostMemory::pinned, kGiB / 4}));
    EXPECT_TRUE(seen.count({node, Direction::host_to_device, HostMemory::pageable, kGiB / 4}));
  }
  EXPECT_TRUE(seen.count({1, Direction::device_to_host, HostMemory::pinned, kGiB}));
}

TEST(TransferCases, NeverMoreThanTheListHolds) {
  DeviceShape many = kH100;
  many.host_nodes = 1000;
  std::vector<Parameters> list(kMaxCases + 1);
  const int count = transfer(Target::cpu_baseline)->cases(many, Depth::thorough, list.data());
  EXPECT_LE(count, kMaxCases);
  EXPECT_GT(count, kMaxCases - 5);
  EXPECT_EQ(list.back().engine, Engine::none);
}

TEST(TransferCases, FitASmallSliceOfAGpu) {
  const DeviceShape slice{.memory_bytes = kGiB, .memory_free_bytes = kGiB / 2, .host_nodes = 1};
  for (const Parameters& one : cases_of(slice, Depth::thorough)) {
    EXPECT_LE(3 * one.bytes, kGiB / 4);
    EXPECT_GT(one.bytes, 0u);
    EXPECT_EQ(one.numa_node, -1);
  }
}

}  // namespace
}  // namespace assay
