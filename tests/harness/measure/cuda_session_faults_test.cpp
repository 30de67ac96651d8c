// What does a fault of a GPU cost: the sample, the case, the device, or the run?
#include <gmock/gmock.h>

#include "harness/measure/local_sessions.hpp"
#include "tests/harness/measure/cuda_session_fixture.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;
using testing::Not;

class CudaFaults : public OnFakeCuda {};

probe::Facts facts_of(std::initializer_list<const char*> uuids) {
  probe::Facts facts;
  facts.cpu.thread_processors = {0};
  for (const char* uuid : uuids) {
    probe::CudaFacts& gpu = facts.cuda.devices.emplace_back();
    gpu.index = static_cast<int>(facts.cuda.devices.size()) - 1;
    gpu.uuid = uuid;
  }
  return facts;
}

TEST_F(CudaFaults, AFaultOfAKernelNamesCaseDeviceAndErrorAndLosesTheDevice) {
  Parameters parameters{.seed = kFaultingSeed};
  const std::string message = message_of([&] { session().set_up(write_case(parameters)); });
  EXPECT_THAT(message, HasSubstr("running once for test.write/bandwidth [bytes=64B type=fp64"));
  EXPECT_THAT(message, HasSubstr("cuda:0 GPU-0123: what the fake was told to return "
                                 "(cudaErrorIllegalAddress)"));
  EXPECT_THAT(message, HasSubstr("until assay is started again"));
  EXPECT_THAT(device_.lost, HasSubstr("cuda:0 GPU-0123: lost in case test.write/bandwidth"));
  EXPECT_FALSE(device_.abandoned) << "nothing runs on it";
}

TEST_F(CudaFaults, UncorrectableEccErrorsSayWhereToLook) {
  session().set_up(write_case({}));
  fake_cuda().devices[0].sticky = cudaErrorECCUncorrectable;
  const std::string message = message_of([&] { session().time_sample(); });
  EXPECT_THAT(message, HasSubstr("cudaErrorECCUncorrectable"));
  EXPECT_THAT(message, HasSubstr("nvidia-smi -q -d ECC"));
  EXPECT_THAT(device_.lost, HasSubstr("cudaErrorECCUncorrectable"));
}

TEST_F(CudaFaults, ARefusedLaunchLosesNothing) {
  session().set_up(write_case({}));
  fake_cuda().fail_call = fake_cuda().calls + 3;  // behind the hold and the start event
  fake_cuda().fail_with = cudaErrorInvalidConfiguration;
  const std::string message = message_of([&] { session().time_sample(); });
  EXPECT_THAT(message, HasSubstr("timing a sample for test.write"));
  EXPECT_EQ(device_.lost, "");
  close();
  session().set_up(write_case({}));
  EXPECT_EQ(session().time_sample().count(), static_cast<float>(5 * 3e-3) * 1e-3);
}

TEST_F(CudaFaults, AnUnknownErrorIsAskedAgain) {
  session().set_up(write_case({}));
  fake_cuda().devices[0].sticky = cudaErrorUnknown;
  message_of([&] { session().spoil(); });
  EXPECT_NE(device_.lost, "") << "it was there again";
}

TEST_F(CudaFaults, AKernelPastItsDeadlineIsAbandonedWithoutWaiting) {
  plan::Case planned = write_case({.seed = kHangingSeed});
  planned.deadline = Seconds(0.02);
  const std::string message = message_of([&] { session().set_up(planned); });
  EXPECT_THAT(message, HasSubstr("not done after 20.0 ms, its deadline"));
  EXPECT_TRUE(device_.abandoned);
  EXPECT_THAT(device_.lost, HasSubstr("lost in case test.write"));
  const int freed = fake_cuda().count("cudaFree");
  close();
  EXPECT_EQ(fake_cuda().count("cudaFree"), freed) << "to free is to wait";
}

TEST_F(CudaFaults, WorkLeftBehindAFailureIsWaitedForUntilTheDeadline) {
  plan::Case planned = write_case({}, 2);
  planned.deadline = Seconds(0.02);
  session().set_up(planned);
  fake_cuda().fail_call = fake_cuda().calls + 4;  // the second launch
  fake_cuda().fail_with = cudaErrorInvalidConfiguration;
  message_of([&] { session().time_sample(); });
  ASSERT_FALSE(device_.abandoned);
  for (auto& [handle, stream] : fake_cuda().streams) {
    for (FakeWork& work : stream.queue) {
      if (work.name == "kernel") work.nanoseconds = kForEver;
    }
  }
  close();
  EXPECT_TRUE(device_.abandoned) << "the first launch hangs";
}

// Everything a run does with a device.
void whole_case(CudaDevice& device) {
  const auto session = open_cuda_session(device, Watch("not here"));
  plan::Case planned = write_case({.cache = Cache::cold,
                                   .submission = Submission::graph,
                                   .host_memory = HostMemory::pinned,
                                   .numa_node = -1});
  planned.kernel = &kCountEntry;
  session->set_up(planned);
  session->time_sample();
  if (session->counted() != 5) throw std::runtime_error("miscounted in silence");
  session->spoil();
  session->time_sample();
  session->clock_hz();
  if (session->verify().count != 0) throw std::runtime_error("wrong in silence");
  session->set_up(write_case({.host_memory = HostMemory::pageable}));
  session->time_sample();
}

TEST_F(CudaFaults, WhereverACallFailsItIsAnErrorAndNothingLeaks) {
  whole_case(device_);
  const int calls = fake_cuda().calls;
  ASSERT_GT(calls, 60);
  for (const auto status : {cudaErrorInvalidValue, cudaErrorIllegalAddress}) {
    int errors = 0;
    for (int n = 1; n <= calls; ++n) {
      fake_cuda() = FakeCuda{};
      fake_cuda().fail_call = n;
      fake_cuda().fail_with = status;
      CudaDevice device{.index = 0, .uuid = "GPU-0123"};
      try {
        whole_case(device);
      } catch (const Error& error) {
        ++errors;
        EXPECT_THAT(error.what(), HasSubstr("GPU-0123")) << "call " << n;
        EXPECT_EQ(device.lost.empty(), status == cudaErrorInvalidValue) << "call " << n;
      }
      EXPECT_EQ(fake_cuda().live(), 0u) << "call " << n << " leaks";
      EXPECT_FALSE(fake_cuda().would_hang) << "call " << n;
    }
    // Calls that free and that ask once more may fail in silence; all others may not.
    EXPECT_GT(errors, calls - 25);
  }
  fake_cuda() = FakeCuda{};
}

TEST_F(CudaFaults, OtherDevicesGoOnWithoutTheLostOne) {
  fake_cuda().devices.resize(2);
  LocalSessions sessions(facts_of({"GPU-a", "GPU-b"}));
  const auto cuda = [](int index) {
    return plan::DeviceId{.kind = plan::DeviceId::Kind::cuda, .index = index};
  };
  {
    const auto first = sessions.open(cuda(0));
    EXPECT_THROW(first->set_up(write_case({.seed = kFaultingSeed})), Error);
  }
  const std::string message = message_of([&] { sessions.open(cuda(0)); });
  EXPECT_THAT(message, HasSubstr("cuda:0 GPU-a: lost in case test.write/bandwidth"));
  EXPECT_THAT(message, HasSubstr("start assay again"));
  const auto second = sessions.open(cuda(1));
  second->set_up(write_case({}));
  second->time_sample();
  EXPECT_EQ(second->verify().count, 0u);
  EXPECT_FALSE(sessions.abandoned());
}

TEST_F(CudaFaults, TheSessionsKnowThatADeviceIsAbandoned) {
  LocalSessions sessions(facts_of({"GPU-a"}));
  plan::Case planned = write_case({.seed = kHangingSeed});
  planned.deadline = Seconds(0.02);
  {
    const auto session = sessions.open(planned.device);
    EXPECT_THROW(session->set_up(planned), Error);
  }
  EXPECT_TRUE(sessions.abandoned());
  fake_cuda() = FakeCuda{};
}

}  // namespace
}  // namespace assay::measure
