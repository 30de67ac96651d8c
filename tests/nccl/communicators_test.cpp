// Do the devices of a process become ranks, compute what they are asked to, and never hang?
#include "collectives/nccl/communicators.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <numeric>
#include <optional>
#include <thread>

#include "collectives/nccl/choice.hpp"
#include "collectives/nccl/listener.hpp"
#include "tests/nccl/script_fixture.hpp"

namespace assay {
namespace {

using fake_nccl::failure_of;
using nccl_api::Result;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr int kRanks = 4;
constexpr std::size_t kElements = 8;  // of the larger buffer

using Values = std::vector<std::int32_t>;

class Communicators : public fake_nccl::WithScript {
 protected:
  Communicators() {
    for (int rank = 0; rank < kRanks; ++rank) {
      in_.emplace_back(kElements);
      std::iota(in_.back().begin(), in_.back().end(), 100 * rank);
      out_.emplace_back(kElements, -1);
    }
  }

  void run(NcclCollective collective) {
    NcclCommunicators communicators(library_, four());
    std::vector<NcclBuffers> buffers;
    for (std::size_t i = 0; i < kRanks; ++i) {
      buffers.push_back({.in = in_[i].data(), .out = out_[i].data(), .stream = nullptr});
    }
    communicators.queue(nccl_operation(collective, DataType::int32, kElements * 4, kRanks),
                        buffers);
  }
  void queue(NcclCommunicators& communicators) {
    const std::vector<NcclBuffers> buffers(
        kRanks, {.in = in_[0].data(), .out = out_[0].data(), .stream = nullptr});
    communicators.queue(nccl_operation(NcclCollective::all_reduce, DataType::int32, 16, kRanks),
                        buffers);
  }

  const NcclLibrary library_{std::vector<std::string>{FAKE_NCCL}};
  std::vector<Values> in_, out_;
};

TEST_F(Communicators, AllReduce) {
  run(NcclCollective::all_reduce);
  for (const Values& out : out_) EXPECT_EQ(out, (Values{600, 604, 608, 612, 616, 620, 624, 628}));
}

TEST_F(Communicators, AllGather) {
  run(NcclCollective::all_gather);
  for (const Values& out : out_) EXPECT_EQ(out, (Values{0, 1, 100, 101, 200, 201, 300, 301}));
}

TEST_F(Communicators, ReduceScatter) {
  run(NcclCollective::reduce_scatter);
  for (int rank = 0; rank < kRanks; ++rank) {
    const int first = 600 + 8 * rank;
    EXPECT_EQ(out_[static_cast<std::size_t>(rank)],
              (Values{first, first + 4, -1, -1, -1, -1, -1, -1}));
  }
}

TEST_F(Communicators, AllToAll) {
  run(NcclCollective::all_to_all);
  for (int rank = 0; rank < kRanks; ++rank) {
    const int a = 2 * rank, b = a + 1;
    EXPECT_EQ(out_[static_cast<std::size_t>(rank)],
              (Values{a, b, 100 + a, 100 + b, 200 + a, 200 + b, 300 + a, 300 + b}));
  }
}

TEST_F(Communicators, Broadcast) {
  run(NcclCollective::broadcast);
  for (const Values& out : out_) EXPECT_EQ(out, in_[0]);
}

TEST_F(Communicators, AreFormedOnTheDevicesInOrder) {
  std::vector<int> selected;
  NcclGroup group = four();
  group.devices = {6, 2, 4};
  group.select = [&](int device) { selected.push_back(device); };
  const NcclCommunicators communicators(library_, group);
  EXPECT_EQ(communicators.ranks(), 3);
  EXPECT_THAT(selected, ElementsAre(6, 2, 4));
  EXPECT_EQ(script().formed, 3);
}

TEST_F(Communicators, AreRanksOfAWorld) {
  NcclGroup first = four(), second = four();
  first.world = {.id = nccl_unique_id(library_), .ranks = 8, .first_rank = 0};
  second.world = first.world;
  second.world->first_rank = 4;
  const NcclCommunicators one(library_, first), two(library_, second);
  EXPECT_EQ(one.ranks(), 8);
  EXPECT_EQ(two.first_rank(), 4);
  NcclGroup beyond = first;
  beyond.world->first_rank = 5;
  EXPECT_THAT(failure_of([&] { NcclCommunicators(library_, beyond); }),
              HasSubstr("ranks 5 to 8 are not ranks of a communicator of 8"));
}

TEST_F(Communicators, ForceTheAlgorithmWhileTheyStartAndNoLonger) {
  { const NcclCommunicators communicators(library_, four(Algorithm::ring)); }
  EXPECT_EQ(script().algorithm, "Ring");
  EXPECT_EQ(std::getenv("NCCL_ALGO"), nullptr);
  setenv("NCCL_ALGO", "Tree", 1);
  { const NcclCommunicators communicators(library_, four(Algorithm::nvls)); }
  EXPECT_EQ(script().algorithm, "NVLS");
  EXPECT_STREQ(std::getenv("NCCL_ALGO"), "Tree");
  { const NcclCommunicators communicators(library_, four()); }
  EXPECT_EQ(script().algorithm, "Tree");
  script().init_status = Result{3};
  EXPECT_THROW(NcclCommunicators(library_, four(Algorithm::ring)), Error);
  EXPECT_STREQ(std::getenv("NCCL_ALGO"), "Tree");
  EXPECT_THROW(NcclCommunicators(library_, four(Algorithm::two_shot)), Error);
}

TEST_F(Communicators, SayWhyTheyDoNotStart) {
  script().init_status = Result{2};
  script().last_error = "no socket interface found";
  EXPECT_THAT(failure_of([&] { NcclCommunicators(library_, four()); }),
              AllOf(HasSubstr("forming a communicator by NCCL 2.28.3 on 4 ranks: "),
                    HasSubstr("unhandled system error (no socket interface found)")));
}

TEST_F(Communicators, AreAbortedWhenARankNeverStarts) {
  script().never_starts = 2;
  EXPECT_THAT(failure_of([&] { NcclCommunicators(library_, four()); }),
              AllOf(HasSubstr("not done after 0.05 s, aborted; still waiting: rank 2 (device 2);"),
                    Not(HasSubstr("rank 1"))));
  EXPECT_EQ(script().aborted, kRanks);
}

TEST_F(Communicators, AreAbortedWhenAnOperationIsNeverQueued) {
  NcclCommunicators communicators(library_, four());
  script().never_queues = true;
  EXPECT_THAT(failure_of([&] { queue(communicators); }),
              AllOf(HasSubstr("AllReduce by NCCL 2.28.3 on 4 ranks: not done"),
                    HasSubstr("rank 0 (device 0), rank 1")));
  EXPECT_EQ(script().aborted, kRanks);
  EXPECT_FALSE(communicators.usable());
  EXPECT_THAT(failure_of([&] { queue(communicators); }), HasSubstr("was aborted before"));
  EXPECT_EQ(communicators.failure(), "");
}

TEST_F(Communicators, GiveUpAnAbortThatDoesNotEnd) {
  script().never_starts = 0;
  script().never_aborts = true;
  EXPECT_THAT(failure_of([&] { NcclCommunicators(library_, four()); }),
              HasSubstr("still waiting: rank 0"));
  EXPECT_EQ(script().aborted, 0);
  script().never_aborts = false;
  while (script().aborted < kRanks) std::this_thread::yield();
  while (script().alive > 0) std::this_thread::yield();
}

TEST_F(Communicators, SayWhatAForcedAlgorithmWasRefusedFor) {
  NcclCommunicators communicators(library_, four(Algorithm::nvls));
  script().queue_status = Result{3};
  script().last_error = "no algorithm/protocol available for function AllReduce";
  EXPECT_THAT(failure_of([&] { queue(communicators); }),
              AllOf(HasSubstr("AllReduce by NCCL 2.28.3 on 4 ranks with NCCL_ALGO=NVLS: "),
                    HasSubstr("no algorithm/protocol available")));
}

TEST_F(Communicators, ReportWhatFailsMeanwhile) {
  NcclCommunicators communicators(library_, four());
  EXPECT_EQ(communicators.failure(), "");
  script().fails_on = 3;
  script().async_error = Result{2};
  EXPECT_THAT(communicators.failure(),
              AllOf(HasSubstr("NCCL 2.28.3 on rank 3 (device 3): unhandled system error"),
                    Not(HasSubstr("rank 2"))));
  EXPECT_THAT(failure_of([&] { queue(communicators); }), HasSubstr("rank 3 (device 3)"));
  EXPECT_EQ(script().aborted, kRanks);
}

TEST_F(Communicators, LeaveEverythingOfAbandonedDevices) {
  {
    NcclCommunicators communicators(library_, four());
    communicators.abandon();
    EXPECT_EQ(communicators.failure(), "");
  }
  EXPECT_EQ(script().aborted, 0);
  leaves_alive_ = kRanks;
}

TEST_F(Communicators, TellTheListenerWhatTheyChose) {
  script().log = {"AllReduce: 16 Bytes -> Algo RING proto LL channel{Lo..Hi}={0..1}"};
  const NcclListener listener(library_);
  NcclCommunicators communicators(library_, four());
  EXPECT_EQ(nccl_choice(listener.heard(), "AllReduce"), NcclChoice{});
  queue(communicators);
  EXPECT_EQ(nccl_choice(listener.heard(), "AllReduce"), (NcclChoice{"RING", "LL", 2}));
}

TEST_F(Communicators, TellTheNextListenerToo) {
  NcclCommunicators communicators(library_, four());
  for (const char* algorithm : {"RING", "TREE"}) {
    script().log = {"AllReduce: 16 Bytes -> Algo " + std::string(algorithm) + " proto LL"};
    const NcclListener listener(library_);
    queue(communicators);
    EXPECT_EQ(nccl_choice(listener.heard(), "AllReduce").algorithm, algorithm);
  }
}

}  // namespace
}  // namespace assay
