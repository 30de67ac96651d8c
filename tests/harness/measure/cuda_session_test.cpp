// Does the GPU session queue, time, check and clean up as it should? On a runtime without a GPU.
#include "harness/measure/cuda_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <utility>

#include "kernels/error.hpp"
#include "tests/harness/measure/cuda_runtime_fake.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;

// Programs that only queue, as those of a GPU do. A launch takes 2 ms and writes the seed.
void queue(std::function<void()> work) {
  fake_gpu().queue.push_back(std::move(work));
}
double* output(const Arrays& arrays) {
  return static_cast<double*>(arrays.data[0]);
}
void spoil(const Launch&, const Arrays& arrays, const Parameters&) {
  queue([=] { *output(arrays) = std::nan(""); });
}
void enqueue(const Launch& launch, const Arrays& arrays, const Parameters& parameters,
             std::uint64_t iterations) {
  EXPECT_EQ(launch.processors, 78u);
  EXPECT_EQ(launch.last_level_cache_bytes, 60u << 20);
  for (std::uint64_t n = 0; n < iterations; ++n) {
    queue([=] {
      fake_gpu().clock_milliseconds += 2;
      *output(arrays) = static_cast<double>(parameters.seed);
      if (parameters.seed == 666) fake_gpu().sticky = cudaErrorIllegalAddress;
    });
  }
}
void verify(const Launch&, const Arrays& arrays, const Parameters& parameters) {
  queue([=] {
    arrays.mismatch->checked += 1;
    if (*output(arrays) != static_cast<double>(parameters.seed)) arrays.mismatch->count += 1;
  });
}

constexpr Kernel kWrite{
    .name = "test.write",
    .question = "Does the session run it?",
    .check = "the element",
    .quantity = Quantity::bandwidth,
    .limit = Limit::memory,
    .matrix = false,
    .sized = true,
    .arrays =
        [](const Parameters& p, std::uint32_t) {
          return ArraySizes{{p.bytes, 0, 0, 0}};
        },
    .work = [](const Parameters&, std::uint32_t) { return Work{}; },
    .program = {.prepare = spoil, .enqueue = enqueue, .spoil = spoil, .verify = verify}};
constexpr KernelEntry kEntry{.on = {&kWrite, nullptr, nullptr, &kWrite}};
constexpr KernelEntry kCpuOnly{.on = {&kWrite, nullptr, nullptr, nullptr}};

plan::Case write_case(std::uint64_t bytes, std::uint64_t seed = 7) {
  plan::Case planned;
  planned.kernel = &kEntry;
  planned.parameters = {.bytes = bytes, .seed = seed};
  planned.device = {.kind = plan::DeviceId::Kind::cuda, .index = 0};
  planned.iterations = 5;
  return planned;
}

class CudaSession : public testing::Test {
 protected:
  CudaSession() { fake_gpu() = FakeGpu{}; }
  ~CudaSession() override {
    session_.reset();
    EXPECT_EQ(fake_gpu().live_allocations, 0);
    EXPECT_EQ(fake_gpu().live_streams, 0);
    EXPECT_EQ(fake_gpu().live_events, 0);
  }
  DeviceSession& session() {
    if (!session_) session_ = open_cuda_session(0);
    return *session_;
  }
  std::string message_of(const std::function<void()>& action) {
    try {
      action();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::unavailable);
      return error.what();
    }
    return "nothing was thrown";
  }

 private:
  std::unique_ptr<DeviceSession> session_;
};

TEST_F(CudaSession, TimesAllLaunchesOfASampleAndNothingElse) {
  session().set_up(write_case(64));
  session().spoil();
  EXPECT_DOUBLE_EQ(session().time_sample().count(), 5 * 2e-3);
  EXPECT_DOUBLE_EQ(session().time_sample().count(), 5 * 2e-3);
}

TEST_F(CudaSession, VerifiesFromZeroAfterTheWorkIsDone) {
  session().set_up(write_case(64));
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
  session().set_up(write_case(64));
  EXPECT_TRUE(fake_gpu().queue.empty());
  session().time_sample();
  EXPECT_TRUE(fake_gpu().queue.empty());
  session().spoil();
  EXPECT_TRUE(fake_gpu().queue.empty());
}

TEST_F(CudaSession, KeepsItsMemoryForSmallerCases) {
  session().set_up(write_case(64 << 10));
  session().set_up(write_case(64));
  EXPECT_EQ(fake_gpu().allocations, 1);
  session().set_up(write_case(128 << 10));
  EXPECT_EQ(fake_gpu().allocations, 2);
  EXPECT_EQ(fake_gpu().live_allocations, 1) << "both at once may not fit";
}

TEST_F(CudaSession, AFaultOfAKernelNamesTheCase) {
  session().set_up(write_case(64, 666));
  const std::string message = message_of([&] { session().time_sample(); });
  EXPECT_THAT(message, HasSubstr("running test.write/bandwidth [bytes=64B type=fp64] cuda:0"));
}

TEST_F(CudaSession, TooLittleMemoryNamesTheFlag) {
  const std::string message = message_of([&] { session().set_up(write_case(1 << 21)); });
  EXPECT_THAT(message, HasSubstr("--bytes"));
  EXPECT_THAT(message, HasSubstr("test.write"));
  session().set_up(write_case(64));
  session().time_sample();
  EXPECT_EQ(session().verify().count, 0u) << "usable after a refusal";
}

TEST_F(CudaSession, AKernelWithoutGpuProgramIsUnavailable) {
  plan::Case planned = write_case(64);
  planned.kernel = &kCpuOnly;
  EXPECT_THAT(message_of([&] { session().set_up(planned); }), HasSubstr("no GPU program"));
}

TEST_F(CudaSession, AFailedOpeningLeaksNothing) {
  EXPECT_THAT(message_of([] { open_cuda_session(3); }), HasSubstr("opening cuda:3"));
  fake_gpu().sticky = cudaErrorNoDevice;
  EXPECT_THAT(message_of([] { open_cuda_session(0); }), HasSubstr("opening cuda:0"));
}

TEST_F(CudaSession, TellsNoClock) {
  EXPECT_FALSE(session().clock_hz());
}

}  // namespace
}  // namespace assay::measure
