// The chain is one cycle whatever its size, its end is known without walking it, and any other end
// is seen.
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <set>
#include <vector>

#include "kernels/chase.hpp"
#include "tests/kernels/probe_bench.hpp"

namespace assay {
namespace {

using testing::cases_of;
using testing::hopper_shape;
using testing::ProbeBench;
namespace machine = ASSAY_TARGET;
constexpr std::uint64_t kKiB = 1024, kMiB = kKiB * 1024, kGiB = kMiB * 1024;

TEST(CyclicOrder, VisitsEverySlotOnceWhateverTheirNumberAndTheKey) {
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t slots = 1; slots <= 70; ++slots) sizes.push_back(slots);
  for (const std::uint64_t slots : {255u, 256u, 257u, 1000u, 4095u, 4097u, 30011u, 65536u}) {
    sizes.push_back(slots);
  }
  for (const std::uint64_t slots : sizes) {
    for (const std::uint32_t key : {0u, 1u, 0x5EED1234u, 0xFFFFFFFFu}) {
      const auto order = machine::CyclicOrder::of(slots, key);
      std::vector<bool> seen(slots);
      for (std::uint64_t i = 0; i < slots; ++i) {
        const std::uint64_t slot = order.slot(i);
        ASSERT_LT(slot, slots) << "step " << i << " of " << slots << ", key " << key;
        ASSERT_FALSE(seen[slot]) << "step " << i << " of " << slots << ", key " << key;
        seen[slot] = true;
      }
    }
  }
}

// What a prefetcher could learn: a distance that comes again and again, or a neighbour next.
TEST(CyclicOrder, StepsFollowNoPattern) {
  constexpr std::uint64_t kSlots = 1 << 16;
  const auto order = machine::CyclicOrder::of(kSlots, 77);
  std::set<std::uint64_t> distances;
  std::uint64_t near = 0;
  for (std::uint64_t i = 0; i + 1 < kSlots; ++i) {
    const std::uint64_t distance = (order.slot(i + 1) - order.slot(i)) & (kSlots - 1);
    distances.insert(distance);
    near += distance < 8 || distance > kSlots - 8;
  }
  // Drawn at random, 65535 distances are 41427 different ones, and 15 in 65536 are near.
  EXPECT_GT(distances.size(), 30000u);
  EXPECT_LT(near, 100u);
}

TEST(CyclicOrder, OtherKeyIsOtherOrder) {
  const auto one = machine::CyclicOrder::of(1000, 1), other = machine::CyclicOrder::of(1000, 2);
  std::uint64_t same = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) same += one.slot(i) == other.slot(i);
  EXPECT_LT(same, 20u);
}

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};

TEST(Chain, InMemoryIsOneCycleForAnySizeStrideAndSeed) {
  for (const std::uint64_t stride : {64u, 128u, 4096u}) {
    for (const std::uint64_t slots : {1u, 2u, 3u, 64u, 500u, 1024u, 5003u}) {
      for (const std::uint32_t key : {3u, 0xABCDEFu}) {
        std::unique_ptr<void, Free> memory(
            std::aligned_alloc(4096, (slots * stride + 4095) & ~4095ul));
        const auto chain = machine::ChaseLayout::of(memory.get(), slots, stride, key);
        std::vector<int> processors(3, 0);
        Team team(processors);
        machine::launch({&team, 3, 0}, machine::ChaseBuildBody{chain});
        const std::uint64_t start = chain.address(0);
        std::uint64_t at = start, steps = 0;
        do {
          ASSERT_GE(at, chain.base);
          ASSERT_LE(at + 8, chain.base + slots * stride);
          ASSERT_EQ(at, chain.address(steps)) << "the end is not where it is said to be";
          at = machine::walk<machine::Chain::past_l1>(at, 1);
          ++steps;
        } while (at != start && steps <= slots);
        EXPECT_EQ(steps, slots) << "stride " << stride << ", key " << key;
      }
    }
  }
}

TEST(Chain, WalkOfManyStepsEndsWhereSingleStepsDo) {
  std::vector<std::uint64_t> memory(8 * 1000);
  const auto chain = machine::ChaseLayout::of(memory.data(), 1000, 64, 9);
  machine::launch_block({}, machine::ChaseBuildBody{chain});
  for (const std::uint64_t steps : {0u, 1u, 31u, 32u, 33u, 999u, 1000u, 12345u}) {
    EXPECT_EQ(machine::walk<machine::Chain::through_l1>(chain.address(7), steps),
              chain.address((7 + steps) % 1000));
  }
}

TEST(Chain, SlotsFarApartLieAtDifferentLinesOfTheirPages) {
  const auto chain = machine::ChaseLayout::of(nullptr, 64, 2 * kMiB, 5);
  std::set<std::uint64_t> lines;
  for (std::uint64_t i = 0; i < 64; ++i) lines.insert(chain.address(i) % (2 * kMiB));
  EXPECT_GT(lines.size(), 60u);
}

constexpr Parameters kSmall{.bytes = 96 * kKiB, .cache = Cache::warm, .seed = 11};
constexpr Parameters kLarger{.bytes = 640 * kKiB, .cache = Cache::cold, .seed = 11};

TEST(LatencyChase, GoesOnWhereTheLaunchBeforeStopped) {
  for (const Parameters& parameters : {kSmall, kLarger}) {
    ProbeBench bench("latency.chase", parameters);
    bench.enqueue(1);
    const std::uint64_t first = *bench.words(2);
    EXPECT_EQ(bench.verify().count, 0u);
    bench.enqueue(2);
    EXPECT_EQ(bench.verify().count, 0u);
    bench.spoil();
    bench.enqueue(1);
    EXPECT_EQ(bench.verify().count, 0u);
    // 2^20 steps are whole laps of the small chain alone.
    if (parameters.bytes == kLarger.bytes) {
      EXPECT_NE(*bench.words(2), first);
    }
  }
}

TEST(LatencyChase, OneDivertedLinkIsSeen) {
  ProbeBench bench("latency.chase", kLarger);
  const auto chain = machine::ChaseLayout::of(bench.words(0), kLarger.bytes / 64, 64,
                                              machine::array_key(kLarger.seed, 0));
  // Skips one slot, once a lap.
  *reinterpret_cast<std::uint64_t*>(chain.address(100)) = chain.address(102);
  bench.enqueue();
  const Mismatch mismatch = bench.verify();
  EXPECT_EQ(mismatch.count, 1u);
  EXPECT_NE(mismatch.expected, mismatch.actual);
}

TEST(LatencyChase, CountsItsSteps) {
  EXPECT_EQ(ProbeBench("latency.chase", kSmall).work().steps, 1048576);
  EXPECT_EQ(ProbeBench("latency.chase", kLarger).work().steps, 131072);
  Parameters pages = kSmall;
  pages.bytes = 64 * kKiB, pages.stride = 4096;  // small, but not a matter of L1
  EXPECT_EQ(ProbeBench("latency.chase", pages).work().steps, 131072);
}

TEST(LatencyChase, QuickIsL1L2AndMemory) {
  const auto list = cases_of(testing::kernel_named("latency.chase"), hopper_shape(), Depth::quick);
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0].bytes, 16 * kKiB);
  EXPECT_EQ(list[1].bytes, 12 * kMiB + 512 * kKiB);  // a quarter of the L2
  EXPECT_EQ(list[2].bytes, kGiB);
  EXPECT_EQ(list[2].cache, Cache::cold);
}

TEST(LatencyChase, ThoroughReachesForThePages) {
  const DeviceShape device = hopper_shape();
  const auto list = cases_of(testing::kernel_named("latency.chase"), device, Depth::thorough);
  ASSERT_GT(list.size(), 6u);
  EXPECT_EQ(list[2].bytes, 37 * kMiB + 512 * kKiB);  // three quarters of the L2
  EXPECT_EQ(list[4].bytes, 128 * kMiB);
  for (std::size_t i = 4; i < list.size(); ++i) {
    EXPECT_EQ(list[i].stride, 2 * kMiB);
    EXPECT_GT(list[i].bytes, list[i - 1].bytes * (i == 4 ? 0 : 1));
    EXPECT_LE(list[i].bytes, device.memory_free_bytes / 10 * 8);
  }
  EXPECT_GT(list.back().bytes, device.memory_free_bytes / 10 * 8 - 2 * kMiB);
}

TEST(LatencyChase, HasNoCaseOfNoSizeHoweverSmallTheL2) {
  DeviceShape device = hopper_shape();
  for (const std::uint64_t l2 : {64 * kKiB, 512 * kKiB, 2 * kMiB, 3 * kMiB}) {
    device.last_level_cache_bytes = l2;
    for (const Parameters& one :
         cases_of(testing::kernel_named("latency.chase"), device, Depth::thorough)) {
      EXPECT_GT(one.bytes, 0u) << l2;
    }
  }
}

TEST(LatencyChase, LittleMemoryLeavesWhatFits) {
  DeviceShape device = hopper_shape();
  device.memory_free_bytes = 300 * kMiB;
  for (const Parameters& one :
       cases_of(testing::kernel_named("latency.chase"), device, Depth::thorough)) {
    EXPECT_LE(one.bytes, 240 * kMiB);
  }
  device.last_level_cache_bytes = 0;
  EXPECT_GE(cases_of(testing::kernel_named("latency.chase"), device, Depth::quick).size(), 2u);
}

}  // namespace
}  // namespace assay
