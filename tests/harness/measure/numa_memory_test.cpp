// Does memory for a NUMA node lie there, and is it refused where it does not?
#include "harness/measure/numa_memory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "kernels/error.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kPage = 4096;

/// Answers for a system of two nodes.
class TwoNodes final : public NumaSystem {
 public:
  int bind(std::byte*, std::uint64_t bytes, int node) override {
    bound_bytes = bytes;
    return node < 2 ? bind_error : EINVAL;
  }
  int locate(void** pages, std::uint64_t count, int* nodes) override {
    if (locate_error != 0) return locate_error;
    for (std::uint64_t i = 0; i < count; ++i) {
      touched += *static_cast<std::byte*>(pages[i]) != std::byte{0} ? 1 : 0;
      nodes[i] = located++ == stray ? 0 : 1;
    }
    return 0;
  }

  int bind_error = 0, locate_error = 0;
  std::uint64_t bound_bytes = 0, located = 0, touched = 0, stray = ~std::uint64_t{0};
};

std::string refusal(TwoNodes& system, int node, std::uint64_t bytes = 3 * kPage) {
  try {
    NumaMemory(bytes, node, system);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::unavailable);
    return error.what();
  }
  return "nothing was thrown";
}

TEST(NumaMemory, EveryPageIsTouchedAndLookedAt) {
  TwoNodes system;
  const NumaMemory memory(10'000 * kPage + 1, 1, system);
  EXPECT_EQ(memory.bytes(), 10'001 * kPage);
  EXPECT_EQ(system.bound_bytes, 10'001 * kPage);
  EXPECT_EQ(system.located, 10'001u);
  EXPECT_EQ(system.touched, 10'001u);
  memory.data()[10'000 * kPage] = std::byte{2};
}

TEST(NumaMemory, APageElsewhereIsRefused) {
  TwoNodes system;
  system.stray = 9'000;
  EXPECT_THAT(refusal(system, 1, 10'000 * kPage),
              HasSubstr("of NUMA node 1: page 9000 went to node 0 instead"));
}

TEST(NumaMemory, AnUnknownNodeIsRefused) {
  TwoNodes system;
  EXPECT_THAT(refusal(system, 2), HasSubstr("no such node"));
}

TEST(NumaMemory, AContainerThatForbidsItIsTold) {
  TwoNodes system;
  system.bind_error = EPERM;
  EXPECT_THAT(refusal(system, 1), HasSubstr("CAP_SYS_NICE"));
  system.bind_error = 0;
  system.locate_error = EPERM;
  EXPECT_THAT(refusal(system, 1), HasSubstr("CAP_SYS_NICE"));
}

TEST(NumaMemory, WithoutANodeNobodyIsAsked) {
  TwoNodes system;
  const NumaMemory memory(1, -1, system);
  EXPECT_EQ(system.bound_bytes, 0u);
  EXPECT_EQ(system.located, 0u);
}

TEST(NumaMemory, MoreThanTheHostHasIsRefused) {
  TwoNodes system;
  EXPECT_THAT(refusal(system, -1, std::uint64_t{1} << 60), HasSubstr("--bytes"));
}

// The system itself, where it lets us: node 0 is there, node 1000 is not.
TEST(NumaMemory, TheSystemPlacesMemory) {
  NumaSystem system;
  EXPECT_THROW(NumaMemory(kPage, 1000, system), Error);
  EXPECT_THROW(NumaMemory(kPage, 5000, system), Error);
  try {
    const NumaMemory memory(100 * kPage, 0, system);
    EXPECT_EQ(memory.data()[99 * kPage], std::byte{1});
  } catch (const Error& error) {
    GTEST_SKIP() << error.what();
  }
}

}  // namespace
}  // namespace assay::measure
