// The clock read off a chain of additions.
#include "kernels/machine/cpu_clock.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace assay {
namespace {

TEST(CpuClock, IsThatOfAProcessor) {
  double best = 0;
  for (int i = 0; i < 20; ++i) best = std::max(best, measure_clock_hz());
  // Nothing that runs C++20 is slower than 0.2 GHz or faster than 10, unless the chain is not a
  // chain.
  EXPECT_GT(best, 0.2e9);
  EXPECT_LT(best, 10e9);
}

TEST(CpuClock, TakesAsLongAsItsChain) {
  // Ten times the additions take about ten times as long: the loop is neither removed nor
  // shortened.
  const auto seconds = [](std::uint64_t additions) {
    std::chrono::duration<double> least = std::chrono::hours(1);
    for (int i = 0; i < 20; ++i) {
      const auto start = std::chrono::steady_clock::now();
      measure_clock_hz(additions);
      least =
          std::min<std::chrono::duration<double>>(least, std::chrono::steady_clock::now() - start);
    }
    return least.count();
  };
  EXPECT_GT(seconds(3000000), 5 * seconds(300000));
}

}  // namespace
}  // namespace assay
