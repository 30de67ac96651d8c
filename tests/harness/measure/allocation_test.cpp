// Does the loop over the samples stay out of the allocator?
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/harness/measure/fake_session.hpp"

namespace {
std::atomic<long> allocations{0};
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace assay::measure {
namespace {

TEST(Allocation, NoneBetweenTheFirstAndTheLastSample) {
  Bench bench({fake_case(64)});
  long at_first = 0, at_last = 0;
  bench.script().seconds = [&](int sample) {
    if (sample == kBeforeAttempt + 1) at_first = allocations;
    if (sample == kLastSample) at_last = allocations;
    return 0.01;
  };
  EXPECT_EQ(bench.run()[0].samples.size(), kAttempt);
  EXPECT_GT(at_first, 0);
  EXPECT_EQ(at_last, at_first);
}

}  // namespace
}  // namespace assay::measure
