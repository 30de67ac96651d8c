// Is a stream held where that is safe, and are there copies enough to stay cold?
#include "harness/measure/submission.hpp"

#include <gtest/gtest.h>

namespace assay::measure {
namespace {

constexpr std::uint64_t kMiB = 1 << 20, kCache = 50 * kMiB;

plan::Case a_case(Parameters parameters, std::uint64_t iterations) {
  plan::Case planned;
  planned.parameters = parameters;
  planned.iterations = iterations;
  return planned;
}

TEST(Submission, FewLaunchesAndAnyGraphAreHeld) {
  EXPECT_EQ(held_of(a_case({}, 256), {}), Held::yes);
  EXPECT_EQ(held_of(a_case({}, 257), {}), Held::no);
  EXPECT_EQ(held_of(a_case({.submission = Submission::stream}, 256), {}), Held::yes);
  EXPECT_EQ(held_of(a_case({.submission = Submission::graph}, 100'000), {}), Held::yes);
}

TEST(Submission, CopiesThatWaitForTheStreamAreNotHeld) {
  const ArraySizes host{.bytes = {64}, .place = {Place::host}};
  EXPECT_EQ(held_of(a_case({.host_memory = HostMemory::pageable}, 1), host), Held::no);
  EXPECT_EQ(held_of(a_case({.host_memory = HostMemory::pinned}, 1), host), Held::yes);
  EXPECT_EQ(
      held_of(a_case({.submission = Submission::graph, .host_memory = HostMemory::pageable}, 1),
              host),
      Held::no);
}

TEST(Submission, CopiesAddUpToFourTimesTheCacheBeforeOneIsUsedAgain) {
  for (const std::uint64_t bytes : {kMiB, 3 * kMiB, 50 * kMiB, 199 * kMiB, 200 * kMiB}) {
    const auto copies = copies_to_rotate(a_case({.cache = Cache::cold}, 1000), {{bytes}}, kCache);
    EXPECT_GE((copies - 1) * bytes + bytes, 4 * kCache) << bytes;
    EXPECT_LE((copies - 1) * bytes, 4 * kCache) << bytes;
  }
  EXPECT_EQ(copies_to_rotate(a_case({.cache = Cache::cold}, 1000), {{201 * kMiB}}, kCache), 1u);
}

TEST(Submission, NoCopiesWhereNothingIsUsedTwiceOrNothingIsCold) {
  EXPECT_EQ(copies_to_rotate(a_case({.cache = Cache::cold}, 1), {{kMiB}}, kCache), 1u);
  EXPECT_EQ(copies_to_rotate(a_case({.cache = Cache::cold}, 7), {{kMiB}}, kCache), 7u);
  EXPECT_EQ(copies_to_rotate(a_case({.cache = Cache::warm}, 1000), {{kMiB}}, kCache), 1u);
  EXPECT_EQ(copies_to_rotate(a_case({}, 1000), {{kMiB}}, kCache), 1u);
  EXPECT_EQ(copies_to_rotate(a_case({.cache = Cache::cold}, 1000), {}, kCache), 1u);
  const ArraySizes host{.bytes = {kMiB}, .place = {Place::host}};
  EXPECT_EQ(copies_to_rotate(a_case({.cache = Cache::cold}, 1000), host, kCache), 1u);
}

}  // namespace
}  // namespace assay::measure
