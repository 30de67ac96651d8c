// Is memory that devices share taken in an order that works, given back whole whatever fails, and
// is it said what to do?
#include "collectives/peer_memory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/error.hpp"
#include "tests/collectives/peer_machine_fake.hpp"

namespace assay {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr int kOutOfMemory = 2, kNotReady = 802, kNotSupported = 801;

class PeerMemoryTest : public testing::Test {
 protected:
  PeerMemoryTest() { start(2); }
  ~PeerMemoryTest() override { expect_all_is_back(); }

  static void start(int gpus) {
    peer_machine() = PeerMachine{};
    peer_machine().gpus.resize(static_cast<std::size_t>(gpus));
  }
  static void expect_all_is_back() {
    EXPECT_EQ(peer_machine().live(), 0u);
    EXPECT_EQ(peer_machine().enabled(), 0u);
    EXPECT_THAT(peer_machine().broken, IsEmpty());
    EXPECT_EQ(peer_machine().last_error, 0);
  }
  static PeerMemory take(int gpus, PeerWay way, std::uint64_t bytes = kMiB) {
    return PeerMemory(first(gpus), bytes, way);
  }
  static std::string refusal(int gpus, PeerWay way, std::uint64_t bytes = kMiB) {
    try {
      take(gpus, way, bytes);
    } catch (const Error& failure) {
      return failure.what();
    }
    return "none";
  }
  /// Of the calls in the log that matter, those from the n-th on.
  static std::vector<std::string> log_from(std::size_t begin) {
    std::vector<std::string> calls;
    for (std::size_t i = begin; i < peer_machine().log.size(); ++i) {
      const std::string& call = peer_machine().log[i];
      const bool asks = call.starts_with("cuda") || call.starts_with("cuDevice") ||
                        call.starts_with("find") || call.find("granularity") != std::string::npos;
      if (!asks) calls.push_back(call);
    }
    return calls;
  }
};

TEST_F(PeerMemoryTest, PlainMemoryIsReachedByEveryPair) {
  start(3);
  {
    const PeerMemory memory = take(3, PeerWay::plain);
    EXPECT_EQ(memory.way(), PeerWay::plain);
    EXPECT_EQ(memory.bytes(), kMiB);
    EXPECT_EQ(peer_machine().enabled(), 6u);
    for (int rank = 0; rank < 3; ++rank) {
      EXPECT_EQ(peer_machine().memory.at(reinterpret_cast<std::uint64_t>(memory.data(rank))), rank);
    }
    EXPECT_EQ(memory.multicast(), nullptr);
    EXPECT_THAT(memory.why_no_multicast(), HasSubstr("plain"));
  }
  EXPECT_THAT(log_from(0),
              ElementsAre("enable 0 to 1", "enable 0 to 2", "enable 1 to 0", "enable 1 to 2",
                          "enable 2 to 0", "enable 2 to 1", "malloc 0", "malloc 1", "malloc 2",
                          "free 2", "free 1", "free 0", "disable 2 to 1", "disable 2 to 0",
                          "disable 1 to 2", "disable 1 to 0", "disable 0 to 2", "disable 0 to 1"));
}

TEST_F(PeerMemoryTest, MappedMemoryIsTakenAndGivenBackInOrder) {
  {
    const PeerMemory memory = take(2, PeerWay::mapped, 2 * kMiB);
    EXPECT_EQ(memory.way(), PeerWay::mapped);
    EXPECT_EQ(memory.why_no_multicast(), "");
    for (const std::byte* address : {memory.data(0), memory.data(1), memory.multicast()}) {
      EXPECT_THAT(peer_machine().mapped.at(reinterpret_cast<std::uint64_t>(address)).users,
                  ElementsAre(0, 1));
    }
    EXPECT_EQ(peer_machine().enabled(), 0u);
  }
  // Handles are 1 and 3, their addresses 2 and 4; the object is 5.
  EXPECT_THAT(
      log_from(0),
      ElementsAre("open 0", "open 1", "create 0", "reserve 2097152", "map 1", "access 2",
                  "create 1", "reserve 2097152", "map 3", "access 2", "multicast_create 2", "add 0",
                  "add 1", "bind 1", "bind 3", "reserve 2097152", "map 5", "access 2",  //
                  "unmap 5", "free_addresses 2097152", "unbind 1", "unbind 0", "release 5",
                  "unmap 3", "free_addresses 2097152", "release 3", "unmap 1",
                  "free_addresses 2097152", "release 1"));
}

TEST_F(PeerMemoryTest, WhatRunsIsWaitedForBeforeAnythingIsGivenBack) {
  for (const PeerWay way : {PeerWay::plain, PeerWay::mapped}) {
    start(2);
    std::size_t taken = 0;
    {
      const PeerMemory memory = take(2, way);
      taken = peer_machine().log.size();
    }
    std::vector<std::string> waits;
    for (std::size_t i = taken; i < peer_machine().log.size(); ++i) {
      const std::string& call = peer_machine().log[i];
      if (call.starts_with("cudaDeviceSynchronize")) waits.push_back(call);
      if (call.starts_with("free") || call.starts_with("unmap")) break;
    }
    EXPECT_THAT(waits, ElementsAre("cudaDeviceSynchronize 0", "cudaDeviceSynchronize 1"));
  }
}

TEST_F(PeerMemoryTest, SizesAreWholeGranules) {
  start(2);
  const auto bytes_of = [](std::uint64_t bytes) { return take(2, PeerWay::best, bytes).bytes(); };
  EXPECT_EQ(bytes_of(1), 2 * kMiB);
  EXPECT_EQ(bytes_of(3 * kMiB), 4 * kMiB);
  EXPECT_EQ(bytes_of(511 * kMiB), 512 * kMiB);
  EXPECT_EQ(bytes_of(512 * kMiB), 512 * kMiB);
  EXPECT_EQ(bytes_of(513 * kMiB), 1024 * kMiB) << "large arrays are worth the large granularity";
  peer_machine().gpus[1].granularity = 8 * kMiB;
  EXPECT_EQ(bytes_of(1), 8 * kMiB) << "of the device that needs most";
  peer_machine().gpus[0].multicasts = false;
  peer_machine().gpus[1].granularity = 2 * kMiB;
  EXPECT_EQ(bytes_of(513 * kMiB), 514 * kMiB);
}

TEST_F(PeerMemoryTest, AccessThatWasEnabledBeforeStays) {
  start(3);
  peer_machine().gpus[2].reaches = {0};
  { const PeerMemory memory = take(3, PeerWay::plain); }
  EXPECT_THAT(peer_machine().gpus[2].reaches, ElementsAre(0));
  EXPECT_EQ(peer_machine().last_error, 0);
  peer_machine().gpus[2].reaches.clear();
}

TEST_F(PeerMemoryTest, TheCurrentDeviceStaysCurrent) {
  start(4);
  peer_machine().current = 3;
  for (const PeerWay way : {PeerWay::plain, PeerWay::mapped}) {
    {
      const PeerMemory memory = take(3, way);
      EXPECT_EQ(peer_machine().current, 3);
    }
    EXPECT_EQ(peer_machine().current, 3);
  }
}

TEST_F(PeerMemoryTest, DevicesThatAreLeftAreNotTouchedAgain) {
  for (const PeerWay way : {PeerWay::plain, PeerWay::mapped}) {
    start(2);
    int calls = 0;
    {
      PeerMemory memory = take(2, way);
      memory.leave();
      calls = peer_machine().calls;
    }
    EXPECT_EQ(peer_machine().calls, calls);
    EXPECT_NE(peer_machine().live(), 0u);
  }
  start(2);
}

TEST_F(PeerMemoryTest, ReplacedMemoryGoesOnce) {
  PeerMemory memory = take(2, PeerWay::best);
  PeerMemory other = take(2, PeerWay::best);
  const std::size_t both = peer_machine().live();
  const std::byte* const address = other.data(1);
  memory = std::move(other);
  EXPECT_EQ(peer_machine().live(), both / 2);
  EXPECT_EQ(memory.data(1), address);
}

TEST_F(PeerMemoryTest, GroupsThatCannotBeAreRefused) {
  EXPECT_THAT(refusal(0, PeerWay::best), HasSubstr("a group has 1 to 16"));
  EXPECT_THAT(refusal(17, PeerWay::best), HasSubstr("17 devices"));
  EXPECT_THAT(refusal(2, PeerWay::best, 0), HasSubstr("--bytes"));
  EXPECT_THAT(refusal(2, PeerWay::best, ~std::uint64_t{0}), HasSubstr("--bytes"));
  const std::vector<int> twice{1, 0, 1};
  EXPECT_THROW(PeerMemory(twice, kMiB, PeerWay::plain), Error);
}

TEST_F(PeerMemoryTest, NoWayToAPeerNamesBoth) {
  for (const PeerWay way : {PeerWay::plain, PeerWay::mapped, PeerWay::best}) {
    start(3);
    peer_machine().gpus[1].unreachable = 2;
    const std::string refused = refusal(3, way);
    EXPECT_THAT(refused, HasSubstr("reaching the memory of cuda:2 from cuda:1"));
    EXPECT_THAT(refused, HasSubstr("ACS"));
  }
}

struct Advice {
  int status;
  const char* word;
};

TEST_F(PeerMemoryTest, ErrorsSayWhatToDo) {
  for (const auto& [status, word] :
       {Advice{kOutOfMemory, "--bytes"}, Advice{kNotReady, "nvidia-fabricmanager"},
        Advice{217, "ACS"}, Advice{711, "--device"}, Advice{kNotSupported, "MIG"},
        Advice{401, "reset all GPUs"}, Advice{700, "dmesg"}}) {
    for (const char* call : {"malloc", "enable", "create", "map", "access"}) {
      start(2);
      peer_machine().fail_name = call;
      peer_machine().fail_with = status;
      const bool plain = std::string_view(call) == "malloc" || std::string_view(call) == "enable";
      const std::string refused = refusal(2, plain ? PeerWay::plain : PeerWay::best);
      EXPECT_THAT(refused, HasSubstr(word)) << call;
      EXPECT_THAT(refused, HasSubstr("cuda:0")) << call;
      EXPECT_THAT(refused, HasSubstr("CUDA error " + std::to_string(status))) << call;
      expect_all_is_back();
    }
  }
}

TEST_F(PeerMemoryTest, OldDriversAreTakenAsTheyAre) {
  peer_machine().driver_version = 12000;
  {
    const PeerMemory memory = take(2, PeerWay::mapped);
    EXPECT_EQ(memory.way(), PeerWay::mapped);
    EXPECT_THAT(memory.why_no_multicast(), HasSubstr("cuMulticastGetGranularity"));
  }
  peer_machine().driver_version = 10010;
  {
    const PeerMemory memory = take(2, PeerWay::best);
    EXPECT_EQ(memory.way(), PeerWay::plain);
    EXPECT_THAT(memory.why_no_multicast(), HasSubstr("CUDA 10.2"));
  }
  EXPECT_THAT(refusal(2, PeerWay::mapped), HasSubstr("cuMemGetAllocationGranularity"));
}

TEST_F(PeerMemoryTest, DevicesThatCannotMapGetPlainMemory) {
  peer_machine().gpus[1].maps = false;
  EXPECT_EQ(take(2, PeerWay::best).way(), PeerWay::plain);
  EXPECT_THAT(refusal(2, PeerWay::mapped), HasSubstr("cuda:1"));
}

TEST_F(PeerMemoryTest, OneDeviceAloneHasNoSwitch) {
  const PeerMemory memory = take(1, PeerWay::mapped);
  EXPECT_EQ(memory.multicast(), nullptr);
  EXPECT_THAT(memory.why_no_multicast(), HasSubstr("two devices"));
}

TEST_F(PeerMemoryTest, MemoryIsThereWhateverMulticastLacks) {
  for (const char* call : {"multicast_granularity", "multicast_create", "add", "bind"}) {
    start(3);
    peer_machine().fail_name = call;
    peer_machine().fail_with = kNotReady;
    {
      const PeerMemory memory = take(3, PeerWay::best);
      EXPECT_EQ(memory.way(), PeerWay::mapped);
      EXPECT_EQ(memory.multicast(), nullptr);
      EXPECT_THAT(memory.why_no_multicast(), HasSubstr("nvidia-fabricmanager")) << call;
      EXPECT_EQ(peer_machine().mapped.size(), 3u) << call << " left something of the object";
    }
    expect_all_is_back();
  }
  start(3);
  peer_machine().gpus[2].multicasts = false;
  EXPECT_THAT(take(3, PeerWay::best).why_no_multicast(), HasSubstr("cuda:2"));
}

}  // namespace
}  // namespace assay
