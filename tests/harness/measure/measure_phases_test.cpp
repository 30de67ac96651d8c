// Is it told at every moment what a case is doing, and which samples of it count?
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/harness/measure/fake_session.hpp"

namespace assay::measure {
namespace {

/// Phases in order, each once in a row, and the samples kept by now.
class Recorder final : public PhaseSink {
 public:
  void enter(CasePhase phase) noexcept override {
    if (phases.empty() || phases.back() != phase) phases.push_back(phase);
  }
  void keep(double sample) noexcept override { kept.push_back(sample); }
  void forget() noexcept override { kept.clear(); }

  std::vector<CasePhase> phases;
  std::vector<double> kept;
};

using enum CasePhase;

TEST(Phases, AreToldInOrder) {
  Bench bench({fake_case(64)});
  Recorder recorder;
  bench.options.phases = &recorder;
  const auto results = bench.run();
  EXPECT_EQ(recorder.phases, (std::vector<CasePhase>{set_up, checking, reference, warm_up, sampling,
                                                     checking_again, reference}));
  EXPECT_EQ(recorder.kept, results[0].samples);
}

TEST(Phases, AnAttemptThatWasTooShortIsForgotten) {
  Bench bench({fake_case(64)});
  Recorder recorder;
  bench.options.phases = &recorder;
  bench.script().seconds = [](int sample) { return sample <= kBeforeAttempt ? 0.01 : 0.005; };
  const auto results = bench.run();
  EXPECT_EQ(results[0].samples.size(), 140u);
  EXPECT_EQ(recorder.kept, results[0].samples);
}

TEST(Phases, ASampleIsKeptBeforeTheNextBegins) {
  Bench bench({fake_case(64)});
  Recorder recorder;
  bench.options.phases = &recorder;
  std::vector<std::size_t> kept;
  bench.script().seconds = [&](int sample) {
    if (sample > kBeforeAttempt) kept.push_back(recorder.kept.size());
    return 0.01;
  };
  bench.run();
  ASSERT_EQ(kept.size(), kAttempt);
  for (std::size_t i = 0; i < kAttempt; ++i) EXPECT_EQ(kept[i], i);
}

TEST(Phases, ALibraryThatDoesNotEndIsNotTakenForTheKernel) {
  Bench bench({matrix_case()});
  Recorder recorder;
  bench.options.phases = &recorder;
  std::vector<CasePhase> ours, theirs;
  bench.script().reference = ReferenceScript{};
  bench.script().reference->seconds = [&](std::size_t, int) {
    theirs.push_back(recorder.phases.back());
    return 0.02;
  };
  bench.script().seconds = [&](int) {
    ours.push_back(recorder.phases.back());
    return 0.01;
  };
  EXPECT_EQ(bench.run()[0].status, Status::ok);
  for (const CasePhase phase : theirs) EXPECT_EQ(phase, reference);
  for (const CasePhase phase : ours) EXPECT_NE(phase, reference);
}

TEST(Phases, WhatFailedKeepsWhatItHadFinished) {
  Bench bench({fake_case(64)});
  Recorder recorder;
  bench.options.phases = &recorder;
  bench.script().seconds = [](int sample) { return sample < kBeforeAttempt + 4 ? 0.01 : -1; };
  EXPECT_EQ(bench.run()[0].status, Status::error);
  EXPECT_EQ(recorder.kept, std::vector<double>(3, 0.01));
}

}  // namespace
}  // namespace assay::measure
