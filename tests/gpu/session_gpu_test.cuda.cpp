// Is what the session measures on a real GPU what really passed? The instrument against a kernel of
// known duration, the hold, the cache, and the faults the fake runtime cannot show.
#include <cuda_runtime_api.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#include "harness/measure/cuda_session.hpp"
#include "harness/measure/cuda_timer.hpp"
#include "kernels/error.hpp"
#include "kernels/machine/cuda_check.cuh"
#include "kernels/machine/timing.hpp"
#include "tests/gpu/gpu_device.hpp"

namespace assay::measure {
namespace {

constexpr int kSamples = 21;
constexpr double kMicrosecond = 1e-6;

// Waits parameters.k nanoseconds. Seed 666 writes where there is no memory.
void wait(const Launch& where, const Arrays&, const Parameters& parameters,
          std::uint64_t iterations) {
  for (std::uint64_t i = 0; i < iterations; ++i) {
    if (parameters.seed == 666) queue_fill(where, reinterpret_cast<void*>(4096), 4096);
    queue_wait(where, parameters.k);
  }
}
void nothing(const Launch&, const Arrays&, const Parameters&) {}

constexpr Kernel kWait{
    .name = "test.wait",
    .question = "Is so long measured as it lasts?",
    .check = "none",
    .quantity = Quantity::latency,
    .limit = Limit::arithmetic,
    .matrix = false,
    .sized = false,
    .arrays = [](const Parameters&, std::uint32_t) { return ArraySizes{}; },
    .work = [](const Parameters&, std::uint32_t) { return Work{}; },
    .program = {.prepare = nothing, .enqueue = wait, .spoil = nothing, .verify = nothing}};
constexpr KernelEntry kWaitEntry{.on = {&kWait, nullptr, nullptr, &kWait}};

plan::Case wait_case(std::uint64_t nanoseconds, Submission submission, std::uint64_t iterations) {
  plan::Case planned;
  planned.kernel = &kWaitEntry;
  planned.parameters.k = nanoseconds;
  planned.parameters.submission = submission;
  planned.device = {.kind = plan::DeviceId::Kind::cuda, .index = 0};
  planned.iterations = iterations;
  return planned;
}

class SessionGpuTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string reason = assay::testing::no_gpu();
    if (!reason.empty()) GTEST_SKIP() << reason;
  }
  std::unique_ptr<DeviceSession> open() { return open_cuda_session(device_, Watch("not watched")); }
  static double median_seconds(DeviceSession& session) {
    std::vector<double> samples;
    for (int i = 0; i < kSamples; ++i) samples.push_back(session.time_sample().count());
    std::nth_element(samples.begin(), samples.begin() + kSamples / 2, samples.end());
    return samples[kSamples / 2];
  }
  CudaDevice device_{.index = 0, .uuid = "GPU-under-test"};
};

TEST_F(SessionGpuTest, AKernelOfKnownDurationIsMeasuredWithinOnePercentOrTwoMicroseconds) {
  const auto session = open();
  for (const Submission submission : {Submission::stream, Submission::graph}) {
    for (const std::uint64_t nanoseconds :
         {5'000u, 20'000u, 100'000u, 1'000'000u, 10'000'000u, 50'000'000u}) {
      const std::uint64_t launches = nanoseconds < 1'000'000 ? 20 : 1;
      session->set_up(wait_case(nanoseconds, submission, launches));
      const double known = 1e-9 * static_cast<double>(nanoseconds);
      const double measured = median_seconds(*session) / static_cast<double>(launches);
      EXPECT_NEAR(measured, known, std::max(0.01 * known, 2 * kMicrosecond))
          << nanoseconds << " ns, " << (submission == Submission::graph ? "graph" : "stream");
      RecordProperty(
          (submission == Submission::graph ? "graph_" : "stream_") + std::to_string(nanoseconds),
          std::to_string(measured));
    }
  }
}

TEST_F(SessionGpuTest, TheClockOfTheWaitIsOneAGpuRunsAt) {
  const auto session = open();
  session->set_up(wait_case(1'000'000, Submission::stream, 1));
  EXPECT_EQ(session->clock_hz(), std::nullopt);
  session->time_sample();
  const auto clock = session->clock_hz();
  ASSERT_TRUE(clock);
  EXPECT_GT(*clock, 0.1e9);
  EXPECT_LT(*clock, 4e9);
}

class HoldGpuTest : public SessionGpuTest {
 protected:
  void SetUp() override {
    SessionGpuTest::SetUp();
    if (IsSkipped()) return;
    check(cudaSetDevice(0), "opening cuda:0");
    memory_ = allocate_pinned(work_, sizeof(HoldFlag));
    *flag() = HoldFlag{};
    stream_ = make_stream(work_);
    event_ = make_event(work_, EventKind::timing);
    // The first launch loads the code.
    queue_hold({.queue = stream_.get(), .processors = 1}, flag(), 1);
    work_.wait(stream_.get(), "loading the hold");
    *flag() = HoldFlag{};
  }
  HoldFlag* flag() const { return reinterpret_cast<HoldFlag*>(memory_.get()); }
  bool seen(std::uint32_t& word) const { return std::atomic_ref(word).load() != 0; }

  CudaWork work_{device_};
  PinnedMemory memory_;
  CudaStream stream_;
  CudaEvent event_;
};

TEST_F(HoldGpuTest, NothingPassesBeforeTheRelease) {
  queue_hold({.queue = stream_.get(), .processors = 1}, flag(), 10'000'000'000);
  check(cudaEventRecord(event_.get(), stream_.get()), "recording an event");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(cudaEventQuery(event_.get()), cudaErrorNotReady);
  cudaGetLastError();
  EXPECT_TRUE(seen(flag()->held));
  std::atomic_ref(flag()->released).store(1);
  work_.wait(event_.get(), "waiting for the event");
  EXPECT_FALSE(seen(flag()->expired));
}

TEST_F(HoldGpuTest, LetsGoByItselfAtTheBoundAndSaysSo) {
  const CudaEvent begin = make_event(work_, EventKind::timing);
  check(cudaEventRecord(begin.get(), stream_.get()), "recording an event");
  queue_hold({.queue = stream_.get(), .processors = 1}, flag(), 20'000'000);
  check(cudaEventRecord(event_.get(), stream_.get()), "recording an event");
  work_.wait(event_.get(), "waiting for the bound");
  EXPECT_TRUE(seen(flag()->expired));
  float milliseconds = 0;
  check(cudaEventElapsedTime(&milliseconds, begin.get(), event_.get()), "timing the hold");
  EXPECT_GE(milliseconds, 19.9f);
}

// A quarter of the L2: it fits, and reading it again is faster than reading it from memory.
TEST_F(SessionGpuTest, AColdSampleIsSlowerThanAWarmOne) {
  const auto table = kernel_table();
  const auto* const read = std::find_if(table.begin(), table.end(), [](const KernelEntry& entry) {
    return std::string_view(entry.description().name) == "memory.read";
  });
  ASSERT_NE(read, table.end());
  int l2_bytes = 0;
  check(cudaDeviceGetAttribute(&l2_bytes, cudaDevAttrL2CacheSize, 0), "asking for the L2");
  const auto session = open();
  double seconds[2] = {};
  for (const Cache cache : {Cache::cold, Cache::warm}) {
    plan::Case planned = wait_case(0, Submission::none, 1);
    planned.kernel = read;
    planned.parameters = {.type = DataType::fp32,
                          .bytes = static_cast<std::uint64_t>(l2_bytes) / 4 / 4096 * 4096,
                          .cache = cache,
                          .seed = 1};
    const Kernel* const program = read->for_target(Target::gpu);
    if (program->variant_count > 0) planned.parameters.variant = program->variants[0];
    session->set_up(planned);
    seconds[cache == Cache::cold ? 0 : 1] = median_seconds(*session);
    EXPECT_EQ(session->verify().count, 0u);
  }
  EXPECT_GT(seconds[0], 1.2 * seconds[1]);
}

// Each in a process of its own, which loses its context.
class SessionFaultGpuTest : public SessionGpuTest {
 protected:
  void SetUp() override {
    SessionGpuTest::SetUp();
    ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  }
  /// 0 where `planned` fails as it should, and the device is lost.
  [[noreturn]] void fail_and_leave(const plan::Case& planned, bool abandoned) {
    int code = 1;
    try {
      const auto session = open();
      session->set_up(planned);
    } catch (const Error&) {
      code = !device_.lost.empty() && device_.abandoned == abandoned ? 0 : 2;
    }
    std::quick_exit(code);
  }
};

TEST_F(SessionFaultGpuTest, AnIllegalAddressLosesTheDevice) {
  plan::Case planned = wait_case(1000, Submission::stream, 1);
  planned.parameters.seed = 666;
  EXPECT_EXIT(fail_and_leave(planned, false), ::testing::ExitedWithCode(0), "");
}

TEST_F(SessionFaultGpuTest, AKernelPastItsDeadlineIsLeftBehindAndTheProcessEnds) {
  plan::Case planned = wait_case(20'000'000'000, Submission::stream, 1);
  planned.deadline = Seconds(0.2);
  EXPECT_EXIT(fail_and_leave(planned, true), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace assay::measure
