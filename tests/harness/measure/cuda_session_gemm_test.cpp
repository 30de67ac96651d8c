// Does the session check, count and compare a matrix product as it should, and does cuBLASLt run
// beside it without being able to spoil it?
#include <gmock/gmock.h>

#include "harness/measure/measure.hpp"
#include "tests/harness/measure/cuda_gemm_fixture.hpp"

// Where the replacement library queues its products (tests/cublaslt/fake_library.hpp).
__attribute__((visibility("default"))) void fake_cublaslt_submit(void* stream, double nanoseconds,
                                                                 void (*work)(void*),
                                                                 void* context) {
  assay::measure::fake_launch(
      stream, {.name = "library", .nanoseconds = nanoseconds, .effect = [=] { work(context); }});
}

namespace assay::measure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CudaGemm : public OnFakeCublasLt {
 protected:
  CudaGemm() : OnFakeCublasLt(FAKE_CUBLASLT) {}
};

TEST_F(CudaGemm, FillsWithEitherKindOfInputs) {
  session().set_up(gemm_case());
  for (const Inputs inputs : {Inputs::exact, Inputs::timed}) {
    session().fill(inputs);
    EXPECT_EQ(session().verify().count, 48u) << "the outputs are spoiled";
    session().time_sample();
    EXPECT_EQ(session().verify().count, 0u);
    const auto filled = [&] {
      for (const auto& [memory, where] : fake_cuda().memory) {
        const auto* const first = static_cast<const double*>(memory);
        if (where.second > 4096 && first[0] == TestGemm::input({.seed = 7, .inputs = inputs}, 0)) {
          return true;
        }
      }
      return false;
    };
    EXPECT_TRUE(filled());
  }
}

TEST_F(CudaGemm, TellsTheSameAnswerFromAChangedOne) {
  session().set_up(gemm_case());
  session().time_sample();
  ASSERT_EQ(session().verify().count, 0u);
  session().time_sample();
  ASSERT_TRUE(session().verify_repeat());
  EXPECT_EQ(session().verify_repeat()->count, 0u) << "from nothing each time";
  EXPECT_EQ(session().verify_repeat()->checked, 48u);
  session().spoil();
  EXPECT_EQ(session().verify_repeat()->count, 48u);
  EXPECT_EQ(session().verify_repeat()->processor_plus_one, 5u);
}

TEST_F(CudaGemm, AKernelThatCannotTellSaysNothing) {
  session().set_up(write_case({}));
  session().time_sample();
  EXPECT_FALSE(session().verify_repeat());
  EXPECT_TRUE(session().processor_work().empty());
  EXPECT_EQ(session().reference(), nullptr);
}

TEST_F(CudaGemm, BringsOverWhatEveryProcessorDidInTheLastSample) {
  session().set_up(gemm_case());
  session().time_sample();
  const auto work = session().processor_work();
  ASSERT_EQ(work.size(), 78u);
  for (std::size_t sm = 0; sm < work.size(); ++sm) {
    EXPECT_EQ(work[sm].cycles, sm % 2 == 0 ? 10u : 0u) << sm;
    EXPECT_EQ(work[sm].processor, sm % 2 == 0 ? sm : 0u) << sm;
  }
}

TEST_F(CudaGemm, TheLibraryMultipliesTheSameInputsIntoItsOwnOutput) {
  session().set_up(gemm_case());
  session().time_sample();
  ASSERT_EQ(session().verify().count, 0u);
  ReferenceSession* const reference = session().reference();
  ASSERT_NE(reference, nullptr);
  EXPECT_EQ(reference->library(), "cuBLASLt");
  EXPECT_EQ(reference->version(), "13.1.0");
  EXPECT_EQ(reference->verify().count, 48u) << "nothing was computed yet";
  script().add = 1;
  reference->time_sample(0);
  EXPECT_EQ(reference->verify().count, 48u) << "it computes something else";
  EXPECT_EQ(session().verify_repeat()->count, 0u) << "ours is as it was";
  script().add = 0;
  reference->time_sample(0);
  const Mismatch right = reference->verify();
  EXPECT_EQ(right.checked, 48u);
  EXPECT_EQ(right.count, 0u);
  EXPECT_EQ(reference->verify().count, 48u) << "each check needs a sample of its own";
  EXPECT_EQ(session().verify_repeat()->count, 0u);
}

TEST_F(CudaGemm, TheLibraryIsTimedAsTheKernelIs) {
  script().nanoseconds = {3000, 1500, 4500};
  for (const Submission submission : {Submission::stream, Submission::graph}) {
    session().set_up(gemm_case({.submission = submission}));
    ReferenceSession* const reference = session().reference();
    ASSERT_EQ(reference->algorithms().size(), 3u);
    for (const std::size_t algorithm : {2u, 0u, 1u, 2u}) {
      EXPECT_EQ(std::round(reference->time_sample(algorithm).count() * 1e9),
                4 * script().nanoseconds[algorithm]);
      EXPECT_EQ(reference->verify().count, 0u);
    }
    fake_cuda().done.clear();
    reference->time_sample(1);
    if (submission == Submission::graph) {
      EXPECT_THAT(fake_cuda().done, ElementsAre("hold", "event", "graph", "event"));
    } else {
      EXPECT_THAT(fake_cuda().done, ElementsAre("hold", "event", "library", "library", "library",
                                                "library", "event"));
    }
    EXPECT_EQ(std::round(session().time_sample().count() * 1e9), 4 * TestGemm::kNanoseconds);
  }
}

TEST_F(CudaGemm, TheLibraryBeginsColdAndTakesCopiesInTurn) {
  session().set_up(gemm_case({.cache = Cache::cold}));
  ReferenceSession* const reference = session().reference();
  reference->time_sample(0);
  fake_cuda().done.clear();
  reference->time_sample(0);
  EXPECT_THAT(fake_cuda().done, ElementsAre("evict", "hold", "event", "library", "library",
                                            "library", "library", "event"));
  EXPECT_EQ(reference->verify().checked, 4 * 48u) << "four launches, four copies";
  reference->time_sample(0);
  EXPECT_EQ(reference->verify().count, 0u);
}

TEST_F(CudaGemm, NoMemoryForTheLibraryIsNoReasonToFail) {
  fake_cuda().devices[0].memory_bytes = 16u << 20;
  session().set_up(gemm_case());
  EXPECT_THAT(message_of([&] { session().reference(); }), HasSubstr("allocating 32MiB"));
  EXPECT_EQ(device_.lost, "");
  session().time_sample();
  EXPECT_EQ(session().verify().count, 0u);
}

TEST_F(CudaGemm, ALibraryThatFailsInASampleLeavesTheStreamFree) {
  session().set_up(gemm_case());
  ReferenceSession* const reference = session().reference();
  reference->time_sample(0);
  script().matmul_status = 13;
  script().fails_at_launch = static_cast<int>(script().launches) + 3;
  EXPECT_THAT(message_of([&] { reference->time_sample(0); }), HasSubstr("queueing a product"));
  for (const auto& [handle, stream] : fake_cuda().streams) {
    EXPECT_TRUE(stream.queue.empty()) << "the next hold would find the one before it";
  }
  EXPECT_EQ(std::round(session().time_sample().count() * 1e9), 4 * TestGemm::kNanoseconds);
  EXPECT_EQ(std::round(reference->time_sample(0).count() * 1e9), 4 * 3000);
}

TEST_F(CudaGemm, TheNextCaseHasItsOwn) {
  session().set_up(gemm_case());
  session().reference();
  const std::size_t with = fake_cuda().memory.size();
  session().set_up(gemm_case());
  EXPECT_EQ(fake_cuda().memory.size(), with - 2) << "its output and its workspace are freed";
  EXPECT_EQ(script().alive, 0);
}

class Sessions final : public SessionFactory {
 public:
  Sessions(CudaDevice& device, std::vector<std::string> files)
      : device_(device), files_(std::move(files)) {}
  std::unique_ptr<DeviceSession> open(plan::DeviceId) override {
    return open_cuda_session(device_, Watch("not here", {.blind = Seconds(0)}), files_);
  }

 private:
  CudaDevice& device_;
  std::vector<std::string> files_;
};

class Silent final : public Observer {
 public:
  void case_started(std::size_t, std::size_t, const plan::Case&) override {}
  void case_finished(std::size_t, std::size_t, const CaseResult&) override {}
};

CaseResult measured(CudaDevice& device, const std::vector<std::string>& files,
                    Submission submission = Submission::stream) {
  plan::Plan plan;
  plan.cases = {gemm_case({.load = Load::burst, .submission = submission}, 2)};
  plan.cases[0].minimum_samples = 3;
  Sessions sessions(device, files);
  Silent observer;
  Options options;
  options.warm_up = Seconds(0);
  return measure(plan, sessions, options, observer)[0];
}

TEST_F(CudaGemm, MeasuresTheRatioThatTheClockHas) {
  script().nanoseconds = {6000, 1500, 12000};
  const CaseResult result = measured(device_, files());
  ASSERT_EQ(result.status, Status::ok) << result.reason;
  EXPECT_EQ(result.check.exact, true);
  EXPECT_EQ(result.check.repeats, 3u);
  EXPECT_EQ(result.processors.size(), 39u);
  EXPECT_EQ(result.processors.at(1).processor, 2u);
  EXPECT_EQ(result.processors.at(1).flop_per_clock, 4096);
  ASSERT_TRUE(result.reference);
  EXPECT_EQ(result.reference->unavailable, "");
  EXPECT_EQ(result.reference->right, true);
  EXPECT_EQ(result.reference->algorithms, 3u);
  EXPECT_NEAR(result.reference->by_default->ratio->median, 2, 1e-6);
  EXPECT_NEAR(result.reference->best->ratio->median, 0.5, 1e-6);
  EXPECT_EQ(result.reference->best->samples.size(), 3u);
  EXPECT_THAT(result.reference->best->algorithm, HasSubstr("algorithm=61 "));
}

TEST_F(CudaGemm, WhateverIsWrongWithTheLibraryTheKernelIsMeasured) {
  const auto expect_said = [&](const std::vector<std::string>& from, const char* what) {
    const CaseResult result = measured(device_, from);
    EXPECT_EQ(result.status, Status::ok) << result.reason;
    EXPECT_EQ(result.samples.size(), 3u);
    ASSERT_TRUE(result.reference);
    EXPECT_THAT(result.reference->unavailable, HasSubstr(what));
    EXPECT_FALSE(result.reference->best);
  };
  expect_said({"/nowhere/libcublasLt.so.13"}, "/nowhere/libcublasLt.so.13");
  expect_said({FAKE_CUBLASLT_OLD}, "is version 11.8.3");
  expect_said({FAKE_CUBLASLT_PARTIAL}, "cublasLtMatmul");
  script().heuristic_status = 15;
  expect_said(files(), "CUBLAS_STATUS_NOT_SUPPORTED");
  script() = {.nanoseconds = {}};
  expect_said(files(), "none for this product");
  script() = {.create_status = 1};
  expect_said(files(), "does not start");
  script() = {.matmul_status = 13};
  expect_said(files(), "queueing a product");
}

TEST_F(CudaGemm, AWrongLibraryIsNotWrongOfTheKernel) {
  script().add = 0.5;
  const CaseResult result = measured(device_, files());
  EXPECT_EQ(result.status, Status::ok) << result.reason;
  ASSERT_TRUE(result.reference);
  EXPECT_EQ(result.reference->right, false);
  EXPECT_FALSE(result.reference->by_default->ratio);
}

TEST_F(CudaGemm, WhicheverLaunchOfTheLibraryFailsTheKernelIsMeasured) {
  script().nanoseconds = {3000, 1500};
  measured(device_, files());
  const int launches = static_cast<int>(script().launches);
  ASSERT_GT(launches, 20);
  int lost = 0;
  for (int n = 1; n <= launches; ++n) {
    script() = {.nanoseconds = {3000, 1500}, .matmul_status = 13, .fails_at_launch = n};
    const CaseResult result = measured(device_, files());
    ASSERT_EQ(result.status, Status::ok) << "launch " << n << ": " << result.reason;
    EXPECT_EQ(result.samples.size(), 3u);
    for (const double sample : result.samples) EXPECT_NEAR(sample, 6e-6, 1e-12);
    ASSERT_TRUE(result.reference);
    lost += result.reference->unavailable.empty() ? 0 : 1;
  }
  EXPECT_GT(lost, launches / 2) << "but it is told";
}

TEST_F(CudaGemm, WhicheverCallOfCudaFailsNothingLeaksOrHangs) {
  for (const Submission submission : {Submission::stream, Submission::graph}) {
    const auto run = [&](int fail_call) {
      fake_cuda() = FakeCuda{};
      fake_cuda().devices[0].memory_bytes = 64u << 20;
      fake_cuda().fail_call = fail_call;
      fake_cuda().fail_with = cudaErrorInvalidValue;
      script() = {.nanoseconds = {3000, 1500}};
      CudaDevice device{.index = 0, .uuid = "GPU-0123"};
      const CaseResult result = measured(device, files(), submission);
      EXPECT_EQ(fake_cuda().live(), 0u) << "call " << fail_call << " leaks";
      EXPECT_FALSE(fake_cuda().would_hang) << "call " << fail_call;
      EXPECT_EQ(script().alive, 0) << "call " << fail_call;
      EXPECT_EQ(device.lost, "") << "call " << fail_call;
      EXPECT_TRUE(result.status == Status::ok || result.status == Status::error);
      EXPECT_NE(result.status == Status::error, result.reason.empty());
      return result;
    };
    EXPECT_EQ(run(0).status, Status::ok);
    const int calls = fake_cuda().calls;
    int of_the_library = 0;
    for (int n = 1; n <= calls; ++n) {
      const CaseResult result = run(n);
      if (result.reference && !result.reference->unavailable.empty()) ++of_the_library;
    }
    EXPECT_GT(of_the_library, calls / 4) << "those are not the kernel's";
  }
  fake_cuda() = FakeCuda{};
}

}  // namespace
}  // namespace assay::measure
