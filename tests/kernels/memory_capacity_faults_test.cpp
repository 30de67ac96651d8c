// Memory that is broken in the ways memory breaks: stuck bits, faults that heal, and two addresses
// with one memory behind them. The last are real here: one file, mapped many times.
//
// Compiled as a target of its own, so that the steps can be run one by one and bits be held between
// them.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>
#include <vector>

#include "tests/kernels/capacity_bench.hpp"

namespace assay {
namespace {

using testing::CapacityBench;
using testing::kBytes;
using testing::kKiB;
using testing::SoundMemory;
namespace machine = ASSAY_TARGET;

// Bits that always read 0 or 1, one at a time: both kinds, every place in a word, every word of a
// vector. They are wrong in one pattern and right in another.
TEST(CapacityFaults, StuckBitIsSeenAndNotCounted) {
  SoundMemory memory;
  CapacityBench bench(memory.words(), kBytes);
  for (std::uint64_t bit = 0; bit < 128; ++bit) {
    const std::uint64_t at = 4 * (40 * bit + 1) + bit / 32;
    const std::uint32_t mask = 1u << (bit % 32);
    for (const bool stuck_at_one : {false, true}) {
      std::uint32_t& word = memory.words()[at];
      bench.enqueue_with([&](int) { word = stuck_at_one ? word | mask : word & ~mask; });
      EXPECT_EQ(bench.good_bytes(), kBytes - machine::kVectorBytes) << "bit " << bit;
      const Mismatch mismatch = bench.verify();
      EXPECT_GE(mismatch.count, 1u);
      EXPECT_EQ(mismatch.index, 4 * at);
      const auto expected = static_cast<std::uint32_t>(mismatch.expected);
      EXPECT_EQ(expected ^ static_cast<std::uint32_t>(mismatch.actual), mask)
          << "not as it was found";
    }
  }
}

TEST(CapacityFaults, TwoFaultsOfDifferentPatternsAreBothLeftOut) {
  SoundMemory memory;
  CapacityBench bench(memory.words(), kBytes);
  for (int first = 0; first < machine::kCapacitySteps - 1; ++first) {
    bench.enqueue_with([&](int step) {
      if (step == first) memory.words()[1000] ^= 1;
      if (step == machine::kCapacitySteps - 2) memory.words()[400] ^= 2;
    });
    EXPECT_EQ(bench.good_bytes(), kBytes - 2 * machine::kVectorBytes);
    EXPECT_EQ(bench.verify().index, 1600u);
  }
}

// Wrong once, right afterwards: it must not pass because a later look was kinder.
TEST(CapacityFaults, FaultThatHealsIsRemembered) {
  SoundMemory memory, sound;
  CapacityBench bench(memory.words(), kBytes), other(sound.words(), kBytes);
  other.enqueue();
  std::uint32_t found = 0;
  bench.enqueue_with([&](int step) {
    if (step == 1) found = memory.words()[77] ^= 4;
  });
  std::memcpy(memory.words(), sound.words(), kBytes);
  const Mismatch mismatch = bench.verify();
  EXPECT_EQ(mismatch.count, 1u);
  EXPECT_EQ(mismatch.index, 4u * 77);
  EXPECT_EQ(mismatch.actual, static_cast<double>(found));
  EXPECT_EQ(mismatch.expected, static_cast<double>(found ^ 4u));
}

// A higher address that was noted first must not leave its words behind a lower one's.
TEST(CapacityFaults, LateWriterOfAHigherAddressGivesWay) {
  machine::FirstBad first{.lock = 1};  // held: the thread gets no further than its turn to write
  std::thread higher([&] { machine::note_bad(&first, 10, 41, 0xAAAAu, 0xBBBBu); });
  while (__atomic_load_n(&first.vector_idx, __ATOMIC_RELAXED) != 10) std::this_thread::yield();
  machine::Machine::atomic_min(&first.vector_idx, 5);
  first.word_idx = 23;
  first.expected = 0x5555u;
  first.actual = 0x6666u;
  __atomic_store_n(&first.lock, 0u, __ATOMIC_RELEASE);
  higher.join();
  EXPECT_EQ(first.vector_idx, 5u);
  EXPECT_EQ(first.word_idx, 23u);
  EXPECT_EQ(first.expected, 0x5555u);
  EXPECT_EQ(first.actual, 0x6666u);
  EXPECT_EQ(first.lock, 0u);
}

/// Addresses of `bytes`, behind which lies memory of `real` bytes, over and over.
class Aliased {
 public:
  Aliased(std::uint64_t bytes, std::uint64_t real) : bytes_(bytes) {
    const int file = memfd_create("aliased", 0);
    if (file < 0 || ftruncate(file, static_cast<off_t>(real)) != 0) return;
    void* const range =
        mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (range == MAP_FAILED) return;
    bool mapped = true;
    for (std::uint64_t at = 0; at < bytes; at += real) {
      mapped = mapped && mmap(static_cast<char*>(range) + at, real, PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_FIXED, file, 0) != MAP_FAILED;
    }
    close(file);
    if (mapped) memory_ = range;
  }
  ~Aliased() {
    if (memory_ != nullptr) munmap(memory_, bytes_);
  }
  Aliased(const Aliased&) = delete;
  Aliased& operator=(const Aliased&) = delete;
  void* memory() const { return memory_; }

 private:
  std::uint64_t bytes_;
  void* memory_ = nullptr;
};

TEST(CapacityFaults, TwoAddressesOfOneMemoryAreSeenAndCountOnce) {
  constexpr std::uint64_t kReal = 64 * kKiB;
  for (const std::uint64_t bytes : {2 * kReal, 8 * kReal}) {
    const Aliased aliased(bytes, kReal);
    ASSERT_NE(aliased.memory(), nullptr) << std::strerror(errno);
    for (const std::uint32_t threads : {1u, 3u}) {
      CapacityBench bench(aliased.memory(), bytes, threads);
      bench.enqueue();
      if (threads == 1) {
        EXPECT_EQ(bench.counted(), static_cast<double>(kReal));
      }
      EXPECT_LE(bench.counted(), static_cast<double>(kReal));
      EXPECT_GT(bench.verify().count, 0u);
    }
  }
}

// More than 4 GiB of addresses. Written from low to high, the last of them own the memory: offsets
// beyond 32 bits alone are right in the end.
TEST(CapacityFaults, OffsetsBeyondFourGibibytesAreTold) {
  constexpr std::uint64_t kReal = 1024 * kKiB, kFar = (std::uint64_t{1} << 32) + kReal;
  const Aliased aliased(kFar, kReal);
  ASSERT_NE(aliased.memory(), nullptr) << std::strerror(errno);
  std::vector<int> processors{0};
  Team team(processors);
  const Launch where{.queue = &team, .processors = 1};
  machine::CapacityState state;
  Arrays arrays;
  arrays.data[0] = aliased.memory();
  arrays.data[1] = &state;
  const auto memory = machine::CapacityMemory::of(arrays, {.bytes = kFar});
  using enum machine::Pattern;
  std::uint64_t bad_words = 0;
  memory.step<none, address>(where, nullptr, nullptr, nullptr);
  memory.step<address, none>(where, &state.found, &state.good, &bad_words);
  EXPECT_EQ(state.good * machine::kVectorBytes, kReal);
  EXPECT_EQ(bad_words, (kFar - kReal) / 8);  // the upper half of a number is that of its alias
  EXPECT_EQ(state.found.word_idx, 0u);
  EXPECT_EQ(state.found.actual, static_cast<std::uint32_t>((kFar - kReal) / 16));
}

}  // namespace
}  // namespace assay
