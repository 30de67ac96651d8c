// Does a list worked off by threads keep its order, its bounds and its failures?
#include "harness/cli/ordered_work.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace assay::cli {
namespace {

TEST(OrderedWork, UsesResultsInOrderWhoeverIsFirst) {
  for (const std::size_t threads : {1, 2, 7}) {
    std::vector<std::size_t> seen;
    work_in_order<std::size_t>(
        300, threads,
        [](std::size_t i) {
          if (i % 5 == 0) std::this_thread::sleep_for(std::chrono::microseconds(50));
          return i * i;
        },
        [&](std::size_t i, std::size_t&& square) {
          EXPECT_EQ(square, i * i);
          seen.push_back(i);
        });
    ASSERT_EQ(seen.size(), 300u);
    for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], i);
  }
}

TEST(OrderedWork, AnEmptyListIsDone) {
  work_in_order<int>(
      0, 2, [](std::size_t) { return 0; }, [](std::size_t, int&&) { FAIL(); });
}

// A first item that takes long must not let the others pile up.
TEST(OrderedWork, OnlyAFewResultsWait) {
  std::atomic<std::size_t> begun = 0;
  std::size_t begun_before_first_use = 0;
  work_in_order<int>(
      1000, 2,
      [&](std::size_t i) {
        ++begun;
        if (i == 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        return 0;
      },
      [&](std::size_t i, int&&) {
        if (i == 0) begun_before_first_use = begun;
      });
  EXPECT_LE(begun_before_first_use, 40u);
  EXPECT_EQ(begun, 1000u);
}

TEST(OrderedWork, AFailureOfTheWorkEndsItAndIsThrownHere) {
  std::vector<std::size_t> used;
  const auto run = [&] {
    work_in_order<std::size_t>(
        100000, 2,
        [](std::size_t i) {
          if (i == 20) throw std::runtime_error("item 20");
          return i;
        },
        [&](std::size_t i, std::size_t&&) { used.push_back(i); });
  };
  EXPECT_THROW(run(), std::runtime_error);
  EXPECT_LE(used.size(), 20u) << "what comes after the failure is not used";
}

TEST(OrderedWork, AFailureOfTheUseEndsIt) {
  std::atomic<std::size_t> begun = 0;
  const auto run = [&] {
    work_in_order<std::size_t>(
        100000, 2,
        [&](std::size_t i) {
          ++begun;
          return i;
        },
        [](std::size_t i, std::size_t&&) {
          if (i == 3) throw std::runtime_error("full disk");
        });
  };
  EXPECT_THROW(run(), std::runtime_error);
  EXPECT_LT(begun, 1000u);
}

}  // namespace
}  // namespace assay::cli
