// Does a session fill arrays anew for every sample where each iteration uses its own up, and does
// it say who did not come where ranks waited in vain?
#include <gmock/gmock.h>

#include "tests/harness/measure/cuda_session_fixture.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;

/// In place: every launch doubles what it finds, which must have been the seed.
struct Doubling {
  static void prepare(const Launch& launch, const Arrays& arrays, const Parameters& p) {
    fake_launch(launch.queue, {.name = "prepare", .effect = [=] {
                                 *TestKernel::output(arrays) = static_cast<double>(p.seed);
                               }});
  }
  static void enqueue(const Launch& launch, const Arrays& arrays, const Parameters& p,
                      std::uint64_t iterations) {
    for (std::uint64_t n = 0; n < iterations; ++n) {
      fake_launch(launch.queue, {.name = "kernel", .nanoseconds = 3000, .effect = [=] {
                                   *TestKernel::output(arrays) *= 2;
                                   if (p.seed == kFaultingSeed) stall(launch);
                                 }});
    }
  }
  static void verify(const Launch& launch, const Arrays& arrays, const Parameters& p) {
    fake_launch(launch.queue, {.name = "verify", .effect = [=] {
                                 const double expected = 2 * static_cast<double>(p.seed);
                                 arrays.mismatch->checked += 1;
                                 if (*TestKernel::output(arrays) != expected) {
                                   arrays.mismatch->count += 1;
                                 }
                               }});
  }
  static void stall(const Launch& launch) {
    if (launch.patience_ns == 0) return;
    *launch.stall = {.happened = 1,
                     .rank = 2,
                     .block = 3,
                     .phase = Phase::end,
                     .peer = 5,
                     .expected = 17,
                     .seen = 16};
    fake_cuda().device().sticky = cudaErrorLaunchFailure;
  }
};

constexpr Kernel doubling() {
  Kernel kernel = test_kernel(Quantity::bandwidth);
  kernel.program = {.prepare = Doubling::prepare,
                    .enqueue = Doubling::enqueue,
                    .spoil = Doubling::prepare,
                    .verify = Doubling::verify};
  kernel.one_use_arrays = [](const Parameters&) { return true; };
  return kernel;
}
constexpr Kernel kDoubling = doubling();
constexpr KernelEntry kDoublingEntry{.on = {&kDoubling, nullptr, nullptr, &kDoubling}};

plan::Case doubling_case(Parameters parameters) {
  plan::Case planned = write_case(parameters);
  planned.kernel = &kDoublingEntry;
  return planned;
}

class CudaOneUse : public OnFakeCuda {};

TEST_F(CudaOneUse, EveryIterationOfEverySampleIsRight) {
  for (const Submission submission : {Submission::none, Submission::graph}) {
    session().set_up(doubling_case({.submission = submission}));
    for (int sample = 0; sample < 3; ++sample) {
      session().time_sample();
      const Mismatch found = session().verify();
      EXPECT_EQ(found.count, 0u);
      EXPECT_EQ(found.checked, 5u) << "one for each iteration";
    }
  }
}

TEST_F(CudaOneUse, FillingIsNoPartOfASample) {
  session().set_up(doubling_case({}));
  EXPECT_NEAR(session().time_sample().count(), 5 * 3e-6, 1e-9);
}

TEST_F(CudaOneUse, WhatWasSpoiledIsNoAnswer) {
  session().set_up(doubling_case({}));
  session().time_sample();
  session().spoil();
  EXPECT_EQ(session().verify().count, 5u);
}

TEST_F(CudaOneUse, ARankThatDoesNotComeIsNamed) {
  try {
    session().set_up(doubling_case({.seed = kFaultingSeed}));
    session().time_sample();
    FAIL() << "nothing was thrown";
  } catch (const HangError& failure) {
    EXPECT_THAT(failure.what(), HasSubstr("rank 2 waited in vain for rank 5: block 3, phase end, "
                                          "expected 17 and saw 16"));
    EXPECT_EQ(failure.hang().missing, std::vector<std::uint32_t>{5});
    EXPECT_EQ(failure.hang().missing_names, std::vector<std::string>{"rank 5"});
    EXPECT_EQ(failure.hang().phase, "end");
  }
  EXPECT_NE(device_.lost, "") << "a context that has trapped serves for nothing more";
}

}  // namespace
}  // namespace assay::measure
