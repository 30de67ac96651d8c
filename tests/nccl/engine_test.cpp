// Does NCCL do the work of a case, and say how?
#include "harness/measure/nccl/engine.hpp"

#include <gmock/gmock.h>

#include <utility>

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
using testing::HasSubstr;

class NcclEngine : public fake_nccl::WithGroup {
 protected:
  Mismatch verified(const Group& group) {
    mismatch_ = {};
    for (int rank = 0; rank < kRanks; ++rank) verify(group, case_.parameters, rank);
    return mismatch_;
  }
  void fill(const Group& group) {
    for (int rank = 0; rank < kRanks; ++rank) prepare(group, case_.parameters, rank);
  }
  void expect_right(GroupEngine& engine, const Group& group) {
    engine.set_up(case_, group);
    fill(group);
    EXPECT_EQ(verified(group).count, kRanks * kElements) << "right before it ran";
    engine.enqueue(group);
    EXPECT_EQ(verified(group).count, 0u);
  }
  using WithGroup::WithGroup;
};

TEST_F(NcclEngine, ComputesOutOfPlaceAndInPlace) {
  const auto engine = open_nccl_engine(connect());
  EXPECT_TRUE(engine->can_be_captured());
  expect_right(*engine, group());
  case_.parameters.placement = Placement::in_place;
  Group in_place = group();
  for (int rank = 0; rank < kRanks; ++rank) in_place.arrays[rank].data[1] = nullptr;
  expect_right(*engine, in_place);
}

TEST_F(NcclEngine, RunsOnceBeforeItIsTimed) {
  const auto engine = open_nccl_engine(connect());
  engine->set_up(case_, group());
  EXPECT_EQ(script().operations, std::uint64_t{kRanks});
  EXPECT_EQ(waits_, 1);
}

TEST_F(NcclEngine, SaysWhatTheLibraryChoseForEachCase) {
  const auto engine = open_nccl_engine(connect());
  script().log = {"AllReduce: 64 Bytes -> Algo NVLS proto SIMPLE channel{Lo..Hi}={0..15}"};
  engine->set_up(case_, group());
  const std::optional<LibraryUse> use = engine->library();
  ASSERT_TRUE(use);
  EXPECT_EQ(use->name, "NCCL");
  EXPECT_EQ(use->version, "2.28.3");
  EXPECT_EQ(use->algorithm, "NVLS");
  EXPECT_EQ(use->protocol, "SIMPLE");
  EXPECT_EQ(use->channels, 16u);
  script().log = {"AllReduce: 64 Bytes -> Algo RING proto LL channel{Lo..Hi}={0..0}"};
  engine->set_up(case_, group());
  EXPECT_EQ(engine->library()->algorithm, "RING");
  script().log = {"AllReduce: 64 Bytes -> Algo RING proto LL128 channel{Lo..Hi}={0..1}"};
  engine->enqueue(group());
  EXPECT_EQ(engine->library()->protocol, "LL128") << "the last operation counts";
  script().log = {};
  engine->set_up(case_, group());
  EXPECT_EQ(engine->library()->algorithm, "");
  EXPECT_FALSE(engine->library()->channels);
}

TEST_F(NcclEngine, SharesCommunicatorsAndFormsOthersWhereTheAlgorithmDiffers) {
  const auto connections = connect();
  const auto one = open_nccl_engine(connections), two = open_nccl_engine(connections);
  one->set_up(case_, group());
  two->set_up(case_, group());
  EXPECT_EQ(script().formed, kRanks);
  case_.parameters.algorithm = Algorithm::ring;
  one->set_up(case_, group());
  EXPECT_EQ(script().formed, 2 * kRanks);
  EXPECT_EQ(script().algorithm, "Ring");
  Group two_devices = group();
  two_devices.ranks = 2;
  one->set_up(case_, two_devices);
  EXPECT_EQ(script().formed, 2 * kRanks + 2);
}

TEST_F(NcclEngine, GoesOnWithNewCommunicatorsAfterAFailure) {
  const auto engine = open_nccl_engine(connect());
  case_.deadline = Seconds(0.05);
  const Group group = this->group();
  engine->set_up(case_, group);
  script().never_queues = true;
  EXPECT_THAT(failure_of([&] { engine->enqueue(group); }), HasSubstr("not done after 0.05 s"));
  EXPECT_EQ(script().alive, 0);
  script().never_queues = false;
  expect_right(*engine, group);
}

TEST_F(NcclEngine, LeavesTheEnvironmentAsItWas) {
  const auto engine = open_nccl_engine(connect());
  engine->set_up(case_, group());
  EXPECT_EQ(std::getenv("NCCL_DEBUG"), nullptr);
  script().queue_status = Result{2};
  EXPECT_THROW(engine->set_up(case_, group()), Error);
  EXPECT_EQ(std::getenv("NCCL_DEBUG"), nullptr);
}

TEST_F(NcclEngine, ReportsWhatFailsMeanwhile) {
  const auto engine = open_nccl_engine(connect());
  EXPECT_EQ(engine->failure(), "");
  engine->set_up(case_, group());
  EXPECT_EQ(engine->failure(), "");
  script().fails_on = 1;
  script().async_error = Result{2};
  EXPECT_THAT(engine->failure(), HasSubstr("rank 1 (device 1): unhandled system error"));
}

TEST_F(NcclEngine, LeavesAbandonedDevicesAlone) {
  const auto engine = open_nccl_engine(connect());
  engine->set_up(case_, group());
  engine->abandon();
  leaves_alive_ = kRanks;
}

TEST_F(NcclEngine, IsNotOpenedWhereThereIsNoLibrary) {
  EXPECT_THAT(failure_of([&] { connect("/nowhere/libnccl.so.2"); }),
              HasSubstr("NCCL cannot be used: /nowhere/libnccl.so.2"));
  EXPECT_THAT(failure_of([&] { connect(FAKE_NCCL_OLD); }), HasSubstr("2.18.5"));
}

TEST_F(NcclEngine, AsksForAnIdOfTheWorldForEveryCommunicator) {
  int asked = 0;
  const auto connections = std::make_shared<NcclConnections>(
      GroupCalls{.select = [](int) {}, .wait = [](const Group&, std::string_view) {}},
      std::vector<std::string>{FAKE_NCCL}, [&](const NcclLibrary& library) {
        ++asked;
        return NcclWorld{.id = nccl_unique_id(library), .ranks = kRanks};
      });
  const auto engine = open_nccl_engine(connections);
  engine->set_up(case_, group());
  engine->set_up(case_, group());
  EXPECT_EQ(asked, 1);
  case_.parameters.algorithm = Algorithm::nvls;
  engine->set_up(case_, group());
  EXPECT_EQ(asked, 2);
}

TEST_F(NcclEngine, HearsVersionsThatCannotChangeTheirLogLater) {
  fake_nccl::Script& script = fake_nccl::script_of(FAKE_NCCL_2_21);
  const auto engine = open_nccl_engine(connect(FAKE_NCCL_2_21));
  for (const auto& [number, name] : {std::pair{"0", "TREE"}, std::pair{"1", "RING"}}) {
    script.log = {"64 Bytes -> Algo " + std::string(number) + " proto 2 time 8.4"};
    engine->set_up(case_, group());
    EXPECT_EQ(engine->library()->algorithm, name);
    EXPECT_EQ(engine->library()->protocol, "SIMPLE");
  }
  script.log = {};
  engine->set_up(case_, group());
  EXPECT_EQ(engine->library()->algorithm, "") << "what it said of a case before";
}

class NcclAllGather : public NcclEngine {
 protected:
  NcclAllGather() : NcclEngine("collective.all_gather") {}
};

TEST_F(NcclAllGather, TakesItsOwnPartWhereItLiesInPlace) {
  case_.parameters.placement = Placement::in_place;
  Group group = this->group();
  for (int rank = 0; rank < kRanks; ++rank) group.arrays[rank].data[1] = nullptr;
  const auto engine = open_nccl_engine(connect());
  engine->set_up(case_, group);
  for (int rank = 0; rank < kRanks; ++rank) {
    for (int i = 0; i < 16; ++i) EXPECT_EQ(data_of(group, rank, 0)[i], 10 * (i / 4) + i);
  }
}

class NcclAllToAll : public NcclEngine {
 protected:
  NcclAllToAll() : NcclEngine("collective.all_to_all") {}
};

TEST_F(NcclAllToAll, IsNotDoneInPlace) {
  const auto engine = open_nccl_engine(connect());
  engine->set_up(case_, group());
  case_.parameters.placement = Placement::in_place;
  EXPECT_THAT(failure_of([&] { engine->set_up(case_, group()); }), HasSubstr("out of place"));
}

class NcclReduceScatter : public NcclEngine {
 protected:
  NcclReduceScatter() : NcclEngine("collective.reduce_scatter") {}
};

TEST_F(NcclReduceScatter, LeavesItsOwnPartWhereItLiesInPlace) {
  case_.parameters.placement = Placement::in_place;
  Group group = this->group();
  const auto engine = open_nccl_engine(connect());
  engine->set_up(case_, group);
  for (int rank = 0; rank < kRanks; ++rank) {
    for (int i = 4 * rank; i < 4 * rank + 4; ++i) {
      EXPECT_EQ(data_of(group, rank, 0)[i], 60 + 4 * i);
    }
  }
}

}  // namespace
}  // namespace assay::measure
