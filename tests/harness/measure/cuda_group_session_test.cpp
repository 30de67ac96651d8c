// Do several GPUs run a case together, is each of them checked, and is the one named that fails?
#include "harness/measure/cuda_group_session.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/harness/measure/cuda_session_fixture.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;

constexpr int kDevices = 3;

/// Every rank doubles its own seed and rank; rank r takes (r + 1) us.
struct GroupKernel {
  static double* value(const Group& group, int rank) {
    return static_cast<double*>(group.arrays[rank].data[0]);
  }
  static double expected(const Parameters& p, int rank) {
    return 2.0 * static_cast<double>(p.seed % 100) + 2.0 * rank;
  }
  static void prepare(const Group& group, const Parameters& p, int rank) {
    EXPECT_EQ(fake_cuda().current, group.device[rank]) << "the rank's device is not current";
    fake_launch(group.launch[rank].queue, {.name = "prepare", .effect = [=] {
                                             *value(group, rank) = expected(p, rank) / 2;
                                           }});
  }
  static void enqueue(const Group& group, const Parameters& p, int rank) {
    EXPECT_EQ(fake_cuda().current, group.device[rank]) << "the rank's device is not current";
    const bool hangs = p.seed == kHangingSeed && rank == 1;
    const bool stalls = p.seed == kFaultingSeed && rank == 2;
    const Launch where = group.launch[rank];
    fake_launch(where.queue, {.name = "rank " + std::to_string(rank),
                              .nanoseconds = hangs ? kForEver : 1000.0 * (rank + 1),
                              .effect = [=] {
                                *value(group, rank) *= 2;
                                if (!stalls) return;
                                *where.stall = {.happened = 1, .rank = 2, .peer = 1};
                                fake_cuda().devices[2].sticky = cudaErrorLaunchFailure;
                              }});
  }
  static void spoil(const Group& group, const Parameters&, int rank) {
    fake_launch(group.launch[rank].queue,
                {.name = "spoil", .effect = [=] { *value(group, rank) = std::nan(""); }});
  }
  static void verify(const Group& group, const Parameters& p, int rank) {
    Mismatch* const mismatch = group.arrays[rank].mismatch;
    fake_launch(group.launch[rank].queue, {.name = "verify", .effect = [=] {
                                             mismatch->checked += 1;
                                             if (*value(group, rank) == expected(p, rank)) return;
                                             mismatch->count += 1;
                                           }});
  }
};

constexpr Kernel group_kernel() {
  Kernel kernel = test_kernel(Quantity::bus_bandwidth);
  kernel.program = {};
  kernel.machines = Machines::group;
  kernel.group = {.prepare = GroupKernel::prepare,
                  .enqueue = GroupKernel::enqueue,
                  .spoil = GroupKernel::spoil,
                  .verify = GroupKernel::verify};
  kernel.one_use_arrays = [](const Parameters&) { return true; };
  return kernel;
}
constexpr Kernel kGroup = group_kernel();
constexpr KernelEntry kGroupEntry{.on = {&kGroup, nullptr, nullptr, &kGroup}};

plan::Case group_case(Parameters parameters = {}) {
  plan::Case planned = write_case(parameters, 4);
  planned.kernel = &kGroupEntry;
  planned.deadline = Seconds(0.2);
  for (int i = 0; i < kDevices; ++i) {
    planned.group.push_back({.kind = plan::DeviceId::Kind::cuda, .index = i});
  }
  return planned;
}

class CudaGroup : public testing::Test {
 protected:
  CudaGroup() {
    fake_cuda() = FakeCuda{};
    fake_cuda().devices.resize(kDevices);
    for (int i = 0; i < kDevices; ++i) devices_.push_back({.index = i, .uuid = "GPU-x"});
  }
  ~CudaGroup() override {
    session_.reset();
    const bool abandoned = std::any_of(devices_.begin(), devices_.end(),
                                       [](const CudaDevice& one) { return one.abandoned; });
    EXPECT_TRUE(abandoned || fake_cuda().live() == 0) << fake_cuda().live() << " leaked";
    EXPECT_FALSE(fake_cuda().would_hang) << "waited for work that does not end";
  }
  DeviceSession& session() {
    if (!session_) {
      std::vector<CudaDevice*> pointers;
      for (CudaDevice& one : devices_) pointers.push_back(&one);
      session_ = open_cuda_group_session(pointers, Watch("not here"), {});
    }
    return *session_;
  }
  void close() { session_.reset(); }

  std::vector<CudaDevice> devices_;

 private:
  std::unique_ptr<DeviceSession> session_;
};

TEST_F(CudaGroup, EveryRankAndEveryIterationIsChecked) {
  for (const Submission submission : {Submission::none, Submission::graph}) {
    session().set_up(group_case({.submission = submission}));
    EXPECT_GT(session().verify().count, 0u) << "outputs are spoiled by the set-up";
    for (int sample = 0; sample < 3; ++sample) {
      session().time_sample();
      const Mismatch found = session().verify();
      EXPECT_EQ(found.count, 0u);
      EXPECT_EQ(found.checked, 12u) << "three ranks, four iterations";
    }
    session().spoil();
    EXPECT_EQ(session().verify().count, 12u);
  }
}

TEST_F(CudaGroup, TheSlowestRankIsTheSample) {
  session().set_up(group_case());
  EXPECT_NEAR(session().time_sample().count(), 4 * 3e-6, 1e-9);
  session().verify();
  const auto ranks = session().ranks();
  ASSERT_EQ(ranks.size(), 3u);
  EXPECT_NEAR(ranks[0].sample_s, 4 * 1e-6, 1e-9);
  EXPECT_NEAR(ranks[2].sample_s, 4 * 3e-6, 1e-9);
  EXPECT_EQ(ranks[2].device, "cuda:2");
}

TEST_F(CudaGroup, IterationsOfAllRanksTakeTurns) {
  session().set_up(group_case());
  fake_cuda().done.clear();
  session().time_sample();
  std::vector<std::string> first;
  for (const std::string& work : fake_cuda().done) {
    if (work.starts_with("rank")) first.push_back(work);
  }
  EXPECT_EQ(first.size(), 12u);
}

TEST_F(CudaGroup, EveryDeviceReachesEveryOther) {
  session().set_up(group_case());
  for (int i = 0; i < kDevices; ++i) {
    EXPECT_EQ(fake_cuda().devices[static_cast<std::size_t>(i)].reaches.size(), 2u);
  }
}

TEST_F(CudaGroup, ADeviceOutOfReachIsNamed) {
  fake_cuda().devices[1].unreachable = 2;
  try {
    session().set_up(group_case());
    FAIL() << "nothing was thrown";
  } catch (const Error& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("reaching the memory of cuda:2"));
    EXPECT_THAT(failure.what(), HasSubstr("cuda:1 GPU-x"));
    EXPECT_THAT(failure.what(), HasSubstr("fabric manager"));
  }
}

TEST_F(CudaGroup, ARankThatDoesNotEndIsNamed) {
  try {
    session().set_up(group_case({.seed = kHangingSeed}));
    FAIL() << "nothing was thrown";
  } catch (const HangError& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("did not arrive: cuda:1"));
    EXPECT_EQ(failure.hang().missing, std::vector<std::uint32_t>{1});
    EXPECT_EQ(failure.hang().missing_names, std::vector<std::string>{"cuda:1"});
  }
  EXPECT_TRUE(devices_[1].abandoned);
  EXPECT_FALSE(devices_[0].abandoned) << "the others go on";
}

TEST_F(CudaGroup, ARankThatWaitedInVainSaysForWhom) {
  try {
    session().set_up(group_case({.seed = kFaultingSeed}));
    FAIL() << "nothing was thrown";
  } catch (const HangError& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("rank 2 waited in vain for rank 1"));
    EXPECT_EQ(failure.hang().missing_names, std::vector<std::string>{"cuda:1"});
  }
  EXPECT_NE(devices_[2].lost, "");
}

/// Whatever call fails, it is said, nothing leaks, and what is not lost serves for the next case.
TEST_F(CudaGroup, EveryCallMayFail) {
  int calls = 0;
  {
    session().set_up(group_case());
    session().time_sample();
    session().verify();
    calls = fake_cuda().calls;
    close();
  }
  for (int failing = 1; failing <= calls; failing += failing < 60 ? 1 : 7) {
    fake_cuda() = FakeCuda{};
    fake_cuda().devices.resize(kDevices);
    for (CudaDevice& one : devices_) one.lost.clear();
    fake_cuda().fail_call = failing;
    try {
      session().set_up(group_case());
      session().time_sample();
      session().verify();
    } catch (const Error& failure) {
      EXPECT_EQ(failure.kind(), ErrorKind::unavailable);
      EXPECT_THAT(failure.what(), HasSubstr("cuda:")) << "call " << failing;
    }
    close();
    EXPECT_EQ(fake_cuda().live(), 0u) << "call " << failing;
  }
}

TEST_F(CudaGroup, WhatTakesASwitchSaysWhyThereIsNone) {
  try {
    session().set_up(group_case({.engine = Engine::sm, .algorithm = Algorithm::multimem}));
    FAIL() << "nothing was thrown";
  } catch (const Error& failure) {
    EXPECT_EQ(failure.kind(), ErrorKind::unavailable);
    EXPECT_THAT(failure.what(), HasSubstr("cuda:0, cuda:1 and cuda:2"));
    EXPECT_THAT(failure.what(), HasSubstr("the driver has no cuMem"));
  }
}

TEST_F(CudaGroup, WhatMayUseASwitchRunsWithoutAndSaysWhatItCameTo) {
  session().set_up(
      group_case({.bytes = 128 << 10, .engine = Engine::sm, .algorithm = Algorithm::best}));
  session().time_sample();
  EXPECT_EQ(session().verify().count, 0u);
  EXPECT_EQ(session().instruction(), "two_shot");
  session().set_up(group_case({.bytes = 128 << 10, .algorithm = Algorithm::two_shot}));
  EXPECT_EQ(session().instruction(), "") << "nothing was left open";
}

TEST_F(CudaGroup, WhatOnlyALibraryDoesSaysSo) {
  static constexpr Kernel kOnlyLibrary = [] {
    Kernel kernel = group_kernel();
    kernel.group.enqueue = nullptr;
    return kernel;
  }();
  static constexpr KernelEntry kEntry{.on = {&kOnlyLibrary, nullptr, nullptr, &kOnlyLibrary}};
  plan::Case planned = group_case();
  planned.kernel = &kEntry;
  try {
    session().set_up(planned);
    FAIL() << "nothing was thrown";
  } catch (const Error& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("engine=nccl"));
  }
}

TEST_F(CudaGroup, WithoutNcclItsCasesSayWhatIsMissing) {
  try {
    session().set_up(group_case({.engine = Engine::nccl}));
    FAIL() << "nothing was thrown";
  } catch (const Error& failure) {
    EXPECT_EQ(failure.kind(), ErrorKind::unavailable);
  }
}

}  // namespace
}  // namespace assay::measure
