// Are GPUs of several processes one group, each sample of which is checked on all of them?
#include "harness/measure/world/gpu_work.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "harness/measure/world/world_sessions.hpp"
#include "tests/harness/measure/world/ranks.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;

/// The GPUs of one process; GPU i of rank r takes r + i + 1 ms.
class FakeGpus final : public DeviceSession {
 public:
  FakeGpus(std::size_t gpus, int rank, GroupWorld world) : world_(std::move(world)) {
    for (std::size_t i = 0; i < gpus; ++i) {
      ranks_.push_back({.rank = static_cast<std::uint32_t>(i),
                        .sample_s = 1e-3 * (rank + static_cast<double>(i) + 1)});
    }
  }
  void set_up(const plan::Case& planned) override { set_up_ = planned; }
  Seconds time_sample() override {
    world_.meet();
    return Seconds(ranks_.back().sample_s);
  }
  void spoil() override {}
  Mismatch verify() override {
    Mismatch found{.checked = 10 * ranks_.size()};
    for (const auto& one : ranks_) found.count += one.wrong_elements;
    return found;
  }
  std::optional<double> clock_hz() override { return 1e9; }
  std::vector<RankResult> ranks() override { return ranks_; }

  GroupWorld world_;
  plan::Case set_up_;
  std::vector<RankResult> ranks_;
};

/// Four GPUs on two hosts: ranks 0 and 1 share those of host0, rank 2 has those of host1.
class Gpus : public testing::Test {
 protected:
  Self self(int rank) const {
    Self made = self_on(rank, 2);
    made.gpus = {{0, "p" + made.host}, {1, "q" + made.host}};
    return made;
  }

  OpenGroup opener(int rank) {
    return [this, rank](const std::vector<plan::DeviceId>& gpus, GroupWorld world) {
      const std::lock_guard lock(mutex_);
      auto made = std::make_unique<FakeGpus>(gpus.size(), rank, std::move(world));
      sessions_[rank] = made.get();
      return made;
    };
  }

  plan::Case planned() const {
    for (const KernelEntry& entry : kernel_table()) {
      if (std::string_view(entry.description().name) != "collective.all_reduce") continue;
      plan::Case made;
      made.kernel = &entry;
      made.device.kind = plan::DeviceId::Kind::cuda;
      made.parameters = {.bytes = 4096, .engine = Engine::nccl, .devices = 4, .nodes = 2};
      made.iterations = 7;
      made.deadline = kSoon;
      return made;
    }
    throw std::logic_error("no all-reduce");
  }

  void lead(const std::function<void(World&, DeviceSession&)>& leader) {
    ranks_.run([&](int rank) {
      World world(ranks_.cluster.mpi(rank), self(rank), quick_settings());
      const probe::Facts facts;
      const OpenWork open = open_work(world, facts, kernel_table(), opener(rank));
      if (rank != 0) {
        follow(world, open, kLong);
        return;
      }
      {
        WorldSessions sessions(world, open);
        const auto session = sessions.open_group(planned());
        leader(world, *session);
      }
      world.finish(0);
    });
  }

  Ranks ranks_{3};
  std::mutex mutex_;
  FakeGpus* sessions_[3] = {};
};

TEST_F(Gpus, AreNumberedOverAllRanks) {
  lead([&](World&, DeviceSession& session) {
    session.set_up(planned());
    EXPECT_EQ(session.time_sample(), Seconds(1e-3 * 4));  // the second GPU of rank 2
    const auto ranks = session.ranks();
    ASSERT_EQ(ranks.size(), 4u);
    EXPECT_EQ(ranks[1].device, "cuda:1");
    EXPECT_EQ(ranks[1].host, "host0");
    EXPECT_EQ(ranks[3].host, "host1");
    EXPECT_DOUBLE_EQ(ranks[3].sample_s, 4e-3);
    EXPECT_EQ(session.verify().checked, 40u);
    EXPECT_EQ(session.clock_hz(), 1e9);
    EXPECT_EQ(sessions_[0]->world_.first_rank, 0);
    EXPECT_EQ(sessions_[1]->world_.first_rank, 1);
    EXPECT_EQ(sessions_[2]->world_.first_rank, 2);
    EXPECT_EQ(sessions_[2]->set_up_.iterations, 7u);
    EXPECT_EQ(sessions_[2]->set_up_.group.size(), 2u);
  });
  EXPECT_THAT(ranks_.errors, testing::Each(""));
}

TEST_F(Gpus, EverySampleIsCheckedOnAllOfThem) {
  lead([&](World&, DeviceSession& session) {
    session.set_up(planned());
    session.time_sample();
    EXPECT_EQ(session.verify_repeat()->count, 0u);
    EXPECT_EQ(session.verify_repeat()->checked, 40u);
    // Between two orders the others only wait.
    sessions_[2]->ranks_[1].wrong_elements = 5;
    session.time_sample();
    EXPECT_EQ(session.verify_repeat()->count, 5u);
    EXPECT_EQ(session.ranks()[3].wrong_elements, 5u);
  });
  EXPECT_THAT(ranks_.errors, testing::Each(""));
}

TEST(WhyNoNccl, NamesRanksAndHostsAndVersions) {
  const auto member = [](const char* host, int gpus, int version) {
    Member made;
    made.host = host;
    made.gpus_seen = gpus;
    made.nccl_version_code = version;
    for (int i = 0; i < gpus; ++i) made.gpus.push_back(i);
    return made;
  };
  EXPECT_EQ(why_no_nccl({member("a", 2, 22800), member("b", 2, 22800)}), "");
  EXPECT_THAT(why_no_nccl({member("a", 2, 22800), member("b", 2, 21805), member("c", 2, 22800)}),
              testing::AllOf(HasSubstr("b (rank 1) has 2.18.5"), HasSubstr("most have 2.28.0")));
  EXPECT_THAT(why_no_nccl({member("a", 2, 22800), member("b", 2, 0), member("c", 2, 22800)}),
              HasSubstr("b (rank 1) has none that can be used"));
  EXPECT_THAT(why_no_nccl({member("a", 2, 0), member("b", 2, 0)}),
              HasSubstr("no rank has an NCCL"));
  EXPECT_THAT(why_no_nccl({member("a", 2, 22800), member("b", 0, 0)}),
              HasSubstr("rank 1 on b holds no GPU: it has none that can be used"));
  Member none = member("b", 0, 22800);
  none.gpus_seen = 2;
  EXPECT_THAT(why_no_nccl({member("b", 2, 22800), none}),
              HasSubstr("2 for more ranks on this host"));
}

}  // namespace
}  // namespace assay::measure
