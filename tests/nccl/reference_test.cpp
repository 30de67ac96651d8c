// Is NCCL timed and checked beside an all-reduce of ours, in both ways that it has?
#include "harness/measure/nccl/reference.hpp"

#include <gmock/gmock.h>

#include <set>

#include "tests/nccl/group_fixture.hpp"

namespace assay::measure {
namespace {

using fake_nccl::data_of;
using fake_nccl::failure_of;
using fake_nccl::kElements;
using fake_nccl::kRanks;
using fake_nccl::prepare;
using fake_nccl::verify;
using nccl_api::Result;
using testing::ElementsAre;
using testing::HasSubstr;

class NcclReference : public fake_nccl::WithGroup {
 protected:
  NcclReference() {
    for (int i = 0; i < 3; ++i) {
      copies_.push_back(group());
      for (Arrays& arrays : copies_.back().arrays) arrays.data[2] = &flags_;
    }
    case_.iterations = 3;
  }

  /// What the session of a real group lends, on host memory.
  GroupReferenceCase lent() {
    return {.parameters = case_.parameters,
            .program = kernel_.group,
            .sizes = {.bytes = {kElements * 4, kElements * 4}},
            .copies = copies_,
            .iterations = case_.iterations,
            .deadline = case_.deadline,
            .calls = {},
            .allocate =
                [this](int, std::uint64_t bytes) {
                  if (bytes > memory_bytes_ || memory_refusals_-- > 0)
                    throw Error(ErrorKind::unavailable, "no memory left");
                  const auto memory = std::make_shared<std::vector<std::byte>>(bytes);
                  return std::shared_ptr<void>(memory, memory->data());
                },
            .prepare = [this](std::span<const Group> copies) { fill(copies); },
            .capture = {},
            .time =
                [this](std::span<const Group> copies, const std::function<void()>& queue) {
                  if (case_.parameters.placement == Placement::in_place) fill(copies);
                  queue();
                  return Seconds(1);
                },
            .compare = [this](std::span<const Group> copies) { return verified(copies); },
            .abandoned = [this] { return abandoned_; }};
  }
  std::unique_ptr<ReferenceSession> open(const std::string& file = FAKE_NCCL) {
    GroupReferenceCase planned = lent();
    const auto connections = connect(file);
    planned.calls = connections->calls();
    return open_nccl_reference(planned, connections);
  }

  void fill(std::span<const Group> copies) {
    for (const Group& copy : copies) {
      for (int rank = 0; rank < kRanks; ++rank) prepare(copy, case_.parameters, rank);
    }
  }
  Mismatch verified(std::span<const Group> copies) {
    mismatch_ = {};
    seen_.clear();
    for (const Group& copy : copies) {
      for (int rank = 0; rank < kRanks; ++rank) {
        verify(copy, case_.parameters, rank);
        EXPECT_EQ(copy.arrays[rank].data[2], nullptr) << "flags are the kernel's own";
        seen_.insert(copy.arrays[rank].data[is_in_place() ? 0 : 1]);
      }
    }
    return mismatch_;
  }
  bool is_in_place() const { return case_.parameters.placement == Placement::in_place; }
  void expect_right(ReferenceSession& reference, std::size_t algorithm) {
    EXPECT_EQ(reference.time_sample(algorithm), Seconds(1));
    const Mismatch right = reference.verify();
    EXPECT_EQ(right.count, 0u);
    EXPECT_EQ(right.checked, 3 * kRanks * kElements);
    EXPECT_EQ(seen_.size(), 3u * kRanks) << "every iteration has an output of its own";
    for (const Group& copy : copies_) {
      for (int rank = 0; rank < kRanks; ++rank) {
        EXPECT_EQ(seen_.count(copy.arrays[rank].data[is_in_place() ? 0 : 1]), 0u);
      }
    }
    EXPECT_EQ(reference.verify().count, right.checked) << "right without a sample";
  }

  int flags_ = 0;
  std::vector<Group> copies_;
  std::uint64_t memory_bytes_ = 1 << 20;
  int memory_refusals_ = 0;
  bool abandoned_ = false;
  std::set<const void*> seen_;
};

TEST_F(NcclReference, OffersBothWays) {
  const auto reference = open();
  EXPECT_EQ(reference->library(), "NCCL");
  EXPECT_EQ(reference->version(), "2.28.3");
  EXPECT_TRUE(reference->shows_all());
  EXPECT_THAT(reference->algorithms(), ElementsAre("default", "symmetric"));
}

TEST_F(NcclReference, SaysWhatWasChosenForEach) {
  script().symmetric_log = {
      "AllReduce [Symmetric]: 64 Bytes -> Kernel AllReduce_AGxLL_R nchannels 4 nthreads 512"};
  EXPECT_THAT(open()->algorithms(),
              ElementsAre("default", "symmetric algorithm=AllReduce_AGxLL_R channels=4"));
  script().log = {"AllReduce: 64 Bytes -> Algo TREE proto LL channel{Lo..Hi}={0..1}"};
  script().symmetric_log = {};
  EXPECT_THAT(open()->algorithms(),
              ElementsAre("default algorithm=TREE protocol=LL channels=2", "symmetric"));
  EXPECT_EQ(std::getenv("NCCL_DEBUG"), nullptr);
}

TEST_F(NcclReference, IsRightInBothWaysAndPlacements) {
  for (const Placement placement : {Placement::out_of_place, Placement::in_place}) {
    case_.parameters.placement = placement;
    const auto reference = open();
    for (const std::size_t algorithm : {0u, 1u, 0u}) expect_right(*reference, algorithm);
  }
}

TEST_F(NcclReference, LeavesTheOutputsOfTheCaseAlone) {
  fill(copies_);
  const auto reference = open();
  for (const std::size_t algorithm : {0u, 1u}) reference->time_sample(algorithm);
  for (const Group& copy : copies_) EXPECT_EQ(data_of(copy, 1, 1)[0], -1);
}

TEST_F(NcclReference, SaysWhatIsWrong) {
  const auto reference = open();
  script().add = 1;
  reference->time_sample(1);
  EXPECT_EQ(reference->verify().count, 3 * kRanks * kElements);
}

TEST_F(NcclReference, RegistersForTheRankAloneBeforeWindows) {
  const auto reference = open(FAKE_NCCL_2_21);
  EXPECT_THAT(reference->algorithms(), ElementsAre("default", "registered"));
  expect_right(*reference, 1);
  EXPECT_EQ(reference->version(), "2.21.5");
}

TEST_F(NcclReference, DoesWithoutTheSecondWayWhereItCannotBeHad) {
  script().no_windows = true;
  {
    const auto reference = open();
    EXPECT_THAT(reference->algorithms(), ElementsAre("default"));
    expect_right(*reference, 0);
  }
  script().no_windows = false;
  script().window_status = Result{3};  // which the communicator does not survive
  const auto reference = open();
  EXPECT_THAT(reference->algorithms(), ElementsAre("default"));
  expect_right(*reference, 0);
}

TEST_F(NcclReference, IsNotHadWithoutMemory) {
  memory_bytes_ = 0;
  EXPECT_THAT(failure_of([&] { open(); }), HasSubstr("no memory left"));
}

TEST_F(NcclReference, DoesWithoutTheSecondWayWhereMemoryAllowsButOne) {
  memory_refusals_ = 1;
  const auto reference = open();
  EXPECT_THAT(reference->algorithms(), ElementsAre("default"));
  expect_right(*reference, 0);
  EXPECT_EQ(script().alive, kRanks) << "the second way's memory is given back";
}

TEST_F(NcclReference, FailsWhereTheLibraryFailsMeanwhile) {
  const auto reference = open();
  script().queue_status = Result{2};
  EXPECT_THAT(failure_of([&] { reference->time_sample(0); }), HasSubstr("unhandled system error"));
}

TEST_F(NcclReference, IsSubmittedAsGraphsWhereTheCaseIs) {
  int captured = 0, launched = 0;
  GroupReferenceCase planned = lent();
  planned.capture = [&](const std::function<void()>& queue) -> std::function<void()> {
    ++captured;
    const std::uint64_t before = script().operations;
    queue();
    EXPECT_EQ(script().operations - before, case_.iterations * kRanks);
    return [&launched] { ++launched; };
  };
  const auto connections = connect();
  planned.calls = connections->calls();
  const auto reference = open_nccl_reference(planned, connections);
  EXPECT_EQ(captured, 2);
  const std::uint64_t before = script().operations;
  reference->time_sample(0);
  reference->time_sample(1);
  EXPECT_EQ(launched, 2);
  EXPECT_EQ(script().operations, before);
}

TEST_F(NcclReference, TriesNoSecondTimeOnAbandonedDevices) {
  GroupReferenceCase planned = lent();
  planned.calls.select = [](int) {};
  planned.calls.wait = [this](const Group&, std::string_view) {
    abandoned_ = true;
    throw Error(ErrorKind::unavailable, "it never ended");
  };
  EXPECT_THAT(failure_of([&] { open_nccl_reference(planned, connect()); }),
              HasSubstr("it never ended"));
  EXPECT_EQ(script().formed, kRanks);
  leaves_alive_ = kRanks + kRanks + kRanks;
}

TEST_F(NcclReference, LeavesAbandonedDevicesAlone) {
  auto reference = open();
  abandoned_ = true;
  reference.reset();
  leaves_alive_ = kRanks + kRanks + kRanks;  // communicators, memory and registrations
}

}  // namespace
}  // namespace assay::measure
