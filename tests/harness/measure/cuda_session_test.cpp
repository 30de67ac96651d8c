// Does the GPU session keep memory, check answers, count and clean up as it should? On a runtime
// without a GPU.
#include <gmock/gmock.h>

#include "tests/harness/measure/cuda_session_fixture.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;

class CudaSession : public OnFakeCuda {};

TEST_F(CudaSession, VerifiesFromZeroAfterTheWorkIsDone) {
  session().set_up(write_case({}));
  EXPECT_EQ(session().verify().count, 1u) << "outputs are spoiled by the set-up";
  session().time_sample();
  for (int time = 0; time < 2; ++time) {
    const Mismatch found = session().verify();
    EXPECT_EQ(found.count, 0u);
    EXPECT_EQ(found.checked, 1u);
  }
  session().spoil();
  EXPECT_EQ(session().verify().count, 1u);
}

TEST_F(CudaSession, NothingIsLeftQueued) {
  const auto queued = [] {
    std::size_t sum = 0;
    for (const auto& [handle, stream] : fake_cuda().streams) sum += stream.queue.size();
    return sum;
  };
  session().set_up(write_case({}));
  EXPECT_EQ(queued(), 0u);
  session().time_sample();
  EXPECT_EQ(queued(), 0u);
  session().spoil();
  EXPECT_EQ(queued(), 0u);
}

TEST_F(CudaSession, BringsOverPiecesOfTheAnswer) {
  fake_cuda().devices[0].memory_bytes = 32 << 20;
  session().set_up(write_case({}));
  EXPECT_TRUE(session().answer_sample().empty()) << "no array holds it";
  static constexpr Kernel kAnswering = [] {
    Kernel kernel = kWrite;
    kernel.answer_array = 0;
    return kernel;
  }();
  static constexpr KernelEntry kEntry{.on = {&kAnswering, nullptr, nullptr, &kAnswering}};
  plan::Case planned = write_case({.bytes = 20 << 20});
  planned.kernel = &kEntry;
  session().set_up(planned);
  session().time_sample();
  const auto sample = session().answer_sample();
  ASSERT_EQ(sample.size(), std::size_t{16} << 20);
  EXPECT_EQ(*reinterpret_cast<const double*>(sample.data()), 7.0);
}

TEST_F(CudaSession, KeepsItsMemoryForACaseOfTheSameSizeAlone) {
  session().set_up(write_case({.bytes = 64 << 10}));
  int allocations = fake_cuda().count("cudaMalloc");
  session().set_up(write_case({.bytes = 64 << 10}));
  EXPECT_EQ(fake_cuda().count("cudaMalloc"), allocations);
  const std::size_t memory = fake_cuda().memory.size();
  for (const std::uint64_t bytes : {64u << 9, 64u << 11}) {
    session().set_up(write_case({.bytes = bytes}));
    EXPECT_EQ(fake_cuda().count("cudaMalloc"), ++allocations);
    EXPECT_EQ(fake_cuda().memory.size(), memory) << "both at once may not fit";
  }
}

TEST_F(CudaSession, FreesEverythingBeforeACaseThatWantsAllMemory) {
  fake_cuda().devices[0].memory_bytes = 16 << 20;
  session().set_up(write_case({.bytes = 1 << 20, .cache = Cache::cold}));
  const std::size_t small = fake_cuda().memory.size();
  plan::Case all = write_case({.bytes = (16 << 20) - (64 << 10)});
  all.kernel = &kCapacityEntry;
  session().set_up(all);
  EXPECT_EQ(fake_cuda().memory.size(), small - 1) << "the eviction buffer is still there";
  session().set_up(write_case({.bytes = 1 << 20, .cache = Cache::cold}));
}

TEST_F(CudaSession, TooLittleMemoryNamesTheFlagAndLosesNothing) {
  const std::string message = message_of([&] { session().set_up(write_case({.bytes = 1 << 21})); });
  EXPECT_THAT(message, HasSubstr("allocating 2.00MiB for test.write/bandwidth"));
  EXPECT_THAT(message, HasSubstr("cuda:0 GPU-0123"));
  EXPECT_THAT(message, HasSubstr("--bytes"));
  EXPECT_EQ(device_.lost, "");
  session().set_up(write_case({}));
  session().time_sample();
  EXPECT_EQ(session().verify().count, 0u) << "usable after a refusal";
}

TEST_F(CudaSession, CountsOfTheLastSampleAlone) {
  plan::Case planned = write_case({});
  planned.kernel = &kCountEntry;
  session().set_up(planned);
  for (int sample = 0; sample < 2; ++sample) {
    session().time_sample();
    EXPECT_EQ(session().counted(), 5.0);
  }
}

TEST_F(CudaSession, TellsTheClockOfTheLaunchesSinceItWasAsked) {
  session().set_up(write_case({.k = 10'000}));
  EXPECT_EQ(session().clock_hz(), std::nullopt) << "what prepares and rehearses is not timed";
  session().time_sample();
  EXPECT_EQ(session().clock_hz(), 1.5e9);
  EXPECT_EQ(session().clock_hz(), std::nullopt) << "nothing ran since";
  session().set_up(write_case({.k = 3999}));
  session().time_sample();
  EXPECT_EQ(session().clock_hz(), std::nullopt) << "5 x 3999 ns are too few";
}

TEST_F(CudaSession, HostArraysAreMadeAndFreed) {
  session().set_up(write_case({.host_memory = HostMemory::pinned}));
  EXPECT_EQ(fake_cuda().count("cudaHostAlloc"), 3)
      << "the array, what the host reads, and where kernels say why they gave up";
  session().set_up(write_case({.host_memory = HostMemory::pageable}));
  EXPECT_EQ(fake_cuda().pinned.size(), 2u);
}

TEST_F(CudaSession, AKernelWithoutGpuProgramIsUnavailable) {
  plan::Case planned = write_case({});
  planned.kernel = &kCpuOnlyEntry;
  EXPECT_THAT(message_of([&] { session().set_up(planned); }), HasSubstr("no GPU program"));
}

TEST_F(CudaSession, WatchesThroughItsWatch) {
  session().set_up(write_case({}));
  EXPECT_EQ(session().is_level(), std::nullopt);
  EXPECT_EQ(session().telemetry({}).unavailable, "not here");
}

TEST_F(CudaSession, AFailedOpeningNamesTheDevice) {
  CudaDevice third{.index = 3, .uuid = "GPU-3"};
  const auto open_third = [&] { open_cuda_session(third, Watch("not here")); };
  EXPECT_THAT(message_of(open_third), HasSubstr("opening cuda:3 on cuda:3 GPU-3"));
}

}  // namespace
}  // namespace assay::measure
