// Is memory that devices share given back whole, whichever call fails, and is it said what to do?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collectives/peer_memory.hpp"
#include "kernels/error.hpp"
#include "tests/collectives/peer_machine_fake.hpp"

namespace assay {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr int kOutOfMemory = 2, kNotReady = 802;

struct Life {
  int gpus;
  PeerWay way;
  int step = 1;  ///< every how manieth call fails
};

/// Takes memory and gives it back, while the n-th call of it all fails.
class EveryFailure : public testing::TestWithParam<Life> {
 protected:
  struct Outcome {
    std::string refused;
    bool has_memory = false, has_multicast = false;
    std::string why_not;
  };
  static Outcome live(int fail_call, int fail_with) {
    peer_machine() = PeerMachine{};
    peer_machine().gpus.resize(static_cast<std::size_t>(GetParam().gpus));
    peer_machine().fail_call = fail_call;
    peer_machine().fail_with = fail_with;
    Outcome outcome;
    try {
      const PeerMemory memory(first(GetParam().gpus), kMiB, GetParam().way);
      outcome.has_memory = memory.data(GetParam().gpus - 1) != nullptr;
      outcome.has_multicast = memory.multicast() != nullptr;
      outcome.why_not = memory.why_no_multicast();
    } catch (const Error& failure) {
      outcome.refused = failure.what();
    }
    return outcome;
  }
  static void expect_told(const Outcome& outcome) {
    if (outcome.refused.empty()) {
      EXPECT_TRUE(outcome.has_memory);
      EXPECT_NE(outcome.has_multicast, !outcome.why_not.empty());
      return;
    }
    EXPECT_THAT(outcome.refused, HasSubstr("cuda:"));
    EXPECT_THAT(outcome.refused, AnyOf(HasSubstr("; "), HasSubstr("the driver has no")));
  }
};

TEST_P(EveryFailure, LeavesNothingBehind) {
  live(0, 0);
  const int calls = peer_machine().calls;
  ASSERT_GT(calls, 0);
  for (const int status : {kOutOfMemory, kNotReady}) {
    for (int n = 1; n <= calls; n += GetParam().step) {
      const Outcome outcome = live(n, status);
      const std::string at = "call " + std::to_string(n) + ", " + peer_machine().failed;
      EXPECT_EQ(peer_machine().live(), 0u) << at;
      EXPECT_THAT(peer_machine().broken, IsEmpty()) << at;
      EXPECT_EQ(peer_machine().last_error, 0) << at;
      // Where a device cannot be selected, nothing on it can be undone but by its address.
      if (peer_machine().failed != "cudaSetDevice" && peer_machine().failed != "cudaGetDevice") {
        EXPECT_EQ(peer_machine().enabled(), 0u) << at;
        EXPECT_EQ(peer_machine().current, 0) << at;
      }
      expect_told(outcome);
    }
  }
}

constexpr Life kLives[] = {{1, PeerWay::plain},      {1, PeerWay::mapped},   {2, PeerWay::plain},
                           {2, PeerWay::best},       {2, PeerWay::mapped},   {3, PeerWay::plain},
                           {3, PeerWay::mapped},     {8, PeerWay::plain, 3}, {8, PeerWay::mapped},
                           {16, PeerWay::plain, 23}, {16, PeerWay::best, 5}};
INSTANTIATE_TEST_SUITE_P(Lives, EveryFailure, testing::ValuesIn(kLives));

}  // namespace
}  // namespace assay
