// Which disagreements inside a document are found, and in which words?
#include "harness/document/consistency.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

using Lines = std::vector<std::string>;

Lines after(const std::function<void(Document&)>& change) {
  auto document = sample_document();
  change(document);
  return inconsistencies(document);
}

TEST(Consistency, SampleAgrees) {
  EXPECT_EQ(inconsistencies(sample_document()), Lines{});
}

TEST(Consistency, Count) {
  EXPECT_EQ(after([](Document& d) { d.cases[0].statistics->count = 4; }),
            Lines{"/cases/0/statistics/count: is 4, but there are 3 samples"});
}

TEST(Consistency, Order) {
  const Lines expected{
      "/cases/0/statistics: minimum, q1, median, q3, maximum are not in rising order"};
  EXPECT_EQ(after([](Document& d) { d.cases[0].statistics->minimum = 7e9; }), expected);
  EXPECT_EQ(after([](Document& d) { d.cases[0].statistics->q1 = 9e9; }), expected);
  EXPECT_EQ(after([](Document& d) { d.cases[0].statistics->q3 = 8e9; }), expected);
  EXPECT_EQ(after([](Document& d) { d.cases[0].statistics->maximum = 1e10; }), expected);
}

TEST(Consistency, Interval) {
  const Lines expected{"/cases/0/statistics/median_interval: does not hold the median"};
  EXPECT_EQ(after([](Document& d) { d.cases[0].statistics->interval_low = 9e9; }), expected);
  EXPECT_EQ(after([](Document& d) { d.cases[0].statistics->interval_high = 8e9; }), expected);
}

/// Of a case that was measured once.
Lines after_alone(const std::function<void(Document&)>& change) {
  return after([&](Document& d) {
    d.cases[0].first.reset();
    change(d);
  });
}

TEST(Consistency, WhatWasMeasuredAtFirst) {
  EXPECT_EQ(after([](Document& d) {
              d.cases[0].first->samples = {0.001953125, 0.001953125};
            }),
            Lines{"/cases/0/first/statistics/count: is 1, but there are 2 samples"});
  EXPECT_EQ(
      after([](Document& d) { d.cases[0].first->samples = {0.0009765625}; }),
      Lines{
          "/cases/0/first/statistics/median: is 4294967296, but samples and work give 8589934592"});
}

TEST(Consistency, Median) {
  EXPECT_EQ(
      after_alone([](Document& d) { d.cases[0].work.bytes = 2097153; }),
      Lines{"/cases/0/statistics/median: is 8589934592, but samples and work give 8589938688"});
  EXPECT_EQ(
      after_alone([](Document& d) { d.cases[0].iterations_per_sample = 8; }),
      Lines{"/cases/0/statistics/median: is 8589934592, but samples and work give 17179869184"});
  EXPECT_EQ(after([](Document& d) { d.cases[1].samples[0] = 0.125; }),
            Lines{"/cases/1/statistics/median: is 1572864, but samples and work give 2621440"});
}

// Anything is within a billionth of infinity.
TEST(Consistency, MedianBeyondAllNumbers) {
  EXPECT_EQ(after_alone([](Document& d) {
              d.cases[0].work.bytes = 1e300;
              d.cases[0].samples = {1e-10, 1e-10, 1e-10};
            }),
            Lines{"/cases/0/statistics/median: is 8589934592, but samples and work give inf"});
}

TEST(Consistency, MedianMayBeRounded) {
  EXPECT_EQ(after([](Document& d) { d.cases[0].statistics->median *= 1 + 1e-10; }), Lines{});
  EXPECT_EQ(after([](Document& d) { d.cases[0].statistics->median *= 1 + 1e-8; }).size(), 1u);
}

TEST(Consistency, NamesAreUnique) {
  EXPECT_EQ(
      after([](Document& d) { d.cases[3].name = d.cases[0].name; }),
      Lines{"/cases/3/name: memory.copy/bandwidth [bytes=1MiB type=fp32] cpu is there twice"});
}

TEST(Consistency, DevicesAreListed) {
  EXPECT_EQ(after([](Document& d) { d.cases[5].device = "cuda:1"; }),
            Lines{"/cases/5/device: cuda:1 is not listed in devices"});
  EXPECT_EQ(after([](Document& d) { d.facts.cuda.devices.push_back(d.facts.cuda.devices[0]); }),
            Lines{"/devices: cuda:0 is there twice"});
}

TEST(Consistency, CompleteRunLeavesNothing) {
  const auto leave = [](Document& d) { d.cases[3].reason = "interrupted by SIGINT"; };
  EXPECT_EQ(after(leave),
            Lines{"/cases/3/reason: is \"interrupted by SIGINT\", but the run is complete"});
  EXPECT_EQ(after([](Document& d) { d.cases[3].reason = kNotReached; }),
            Lines{"/cases/3/reason: is \"not reached\", but the run is complete"});
  EXPECT_EQ(after([&](Document& d) { leave(d), d.run.complete = false; }), Lines{});
}

// Of case 10, which was watched.
Lines after_watching(const std::function<void(measure::Telemetry&)>& change) {
  return after([&](Document& d) { change(d.cases[10].telemetry); });
}

TEST(Consistency, ColumnsHoldOneElementPerSample) {
  const auto line = [](const std::string& key, int size) {
    return Lines{"/cases/10/telemetry/samples/" + key + ": holds " + std::to_string(size) +
                 ", but there are 3 samples"};
  };
  using T = measure::Telemetry;
  EXPECT_EQ(after_watching([](T& t) { t.samples->clock_hz.pop_back(); }), line("clock_hz", 2));
  EXPECT_EQ(after_watching([](T& t) { t.samples->memory_clock_hz.push_back(1); }),
            line("memory_clock_hz", 4));
  EXPECT_EQ(after_watching([](T& t) { t.samples->power_w.pop_back(); }), line("power_w", 2));
  EXPECT_EQ(after_watching([](T& t) { t.samples->temperature_c.resize(1); }),
            line("temperature_c", 1));
  EXPECT_EQ(after_watching([](T& t) { t.samples->clock_events.pop_back(); }),
            line("clock_events", 2));
  EXPECT_EQ(after_watching([](T& t) { t.samples->moving.pop_back(); }), line("moving", 2));
  EXPECT_EQ(after_watching([](T& t) { t.samples->moving.clear(); }), Lines{}) << "absent";
}

TEST(Consistency, UnknownClockEventsAreOfALaterVersion) {
  EXPECT_EQ(after_watching([](auto& t) { t.samples->clock_events[1] = std::uint64_t{1} << 40; }),
            Lines{});
}

TEST(Consistency, ClockEventsFitTheirCase) {
  EXPECT_EQ(after_watching([](auto& t) { t.clock_events->at(0).duration = Seconds(4.75); }),
            Lines{"/cases/10/telemetry/clock_events/0/duration_s: is 4.75, but the case took 3.5"});
  EXPECT_EQ(after_watching([](auto& t) { t.clock_events->at(0).duration = Seconds(4.5); }), Lines{})
      << "drivers count in steps";
  EXPECT_EQ(after_watching([](auto& t) { t.clock_events->push_back(t.clock_events->at(0)); }),
            Lines{"/cases/10/telemetry/clock_events/1: its reason is there twice"});
}

TEST(Consistency, ReferencesWereTimedBesideEachSample) {
  const auto after_timing = [](const auto& change) {
    return after([&](Document& d) { change(*d.cases[15].reference->best); });
  };
  const std::string at = "/cases/15/reference/best";
  EXPECT_EQ(after_timing([](auto& t) { t.samples.pop_back(); }),
            Lines{at + "/samples_s: holds 2, but there are 3 samples"});
  EXPECT_EQ(after_timing([](auto& t) { t.ratio->count = 2; }),
            Lines{at + "/ratio/count: is 2, but there are 3 samples"});
  EXPECT_EQ(after_timing([](auto& t) { t.samples[1] = 0.00390625; }),
            Lines{at + "/ratio/median: is 1.25, but the pairs of samples give 1"});
  EXPECT_EQ(after([](Document& d) { d.cases[15].reference->by_default->ratio->median = 1.625; }),
            Lines{"/cases/15/reference/default/ratio/median: is 1.625, but the pairs of samples "
                  "give 1.5"});
  EXPECT_EQ(after_timing([](auto& t) { t.ratio->q1 = 1.3; }),
            Lines{at + "/ratio: minimum, q1, median, q3, maximum are not in rising order"});
}

TEST(Consistency, ProcessorsAreEachThereOnce) {
  const auto after_counting = [](const auto& change) {
    return after([&](Document& d) { change(*d.cases[17].processors); });
  };
  const std::string at = "/cases/17/processors";
  EXPECT_EQ(after_counting([](auto& p) { p.number[1] = 0; }), Lines{at + "/number: does not rise"});
  EXPECT_EQ(after_counting([](auto& p) { p.number.pop_back(); }),
            Lines{at + "/flop_per_clock: holds 3, but there are 2 numbers"});
  EXPECT_EQ(after_counting([](auto& p) { p.median = 4096; }),
            Lines{at + "/median: is 4096, but flop_per_clock gives 4095.5"});
  EXPECT_EQ(after_counting([](auto& p) { p.minimum = 4095.5; }),
            Lines{at + "/minimum: is 4095.5, but flop_per_clock gives 4000"});
  EXPECT_EQ(after_counting([](auto& p) { p.maximum = 4097; }),
            Lines{at + "/maximum: is 4097, but flop_per_clock gives 4096"});
}

TEST(Consistency, CurvesHaveOneElementPerSecond) {
  const auto after_running = [](const auto& change) {
    return after([&](Document& d) { change(*d.cases[15].curve); });
  };
  const auto line = [](const std::string& key) {
    return Lines{"/cases/15/curve/" + key + ": holds 2, but at_s holds 3"};
  };
  EXPECT_EQ(after_running([](auto& c) { c.sample_s.pop_back(); }), line("sample_s"));
  EXPECT_EQ(after_running([](auto& c) { c.clock_hz.pop_back(); }), line("clock_hz"));
  EXPECT_EQ(after_running([](auto& c) { c.power_w.pop_back(); }), line("power_w"));
  EXPECT_EQ(after_running([](auto& c) { c.temperature_c = {40, 41}; }), line("temperature_c"));
  EXPECT_EQ(after_running([](auto& c) { c.clock_events.pop_back(); }), line("clock_events"));
  EXPECT_EQ(after_running([](auto& c) { c.at_s[2] = 1; }),
            Lines{"/cases/15/curve/at_s: does not rise"});
}

TEST(Consistency, RooflinesFollowFromTheCases) {
  EXPECT_EQ(after([](Document& d) { d.rooflines[0].peaks[0].ridge = 513; }),
            Lines{"/rooflines/0/peaks/0/ridge: is 513.0, but the cases give 512.0"});
  EXPECT_EQ(after([](Document& d) { d.rooflines[0].memory.case_name = "another"; }),
            Lines{"/rooflines/0/memory/case: is \"another\", but the cases give "
                  "\"memory.read/bandwidth [bytes=1GiB type=fp32 cache=cold] cuda:0\""});
  EXPECT_EQ(after([](Document& d) { d.rooflines[0].points.clear(); }),
            Lines{"/rooflines/0/points: holds 0, but the cases give 1"});
  EXPECT_EQ(after([](Document& d) { d.rooflines.push_back(d.rooflines[0]); }),
            Lines{"/rooflines: holds 2, but the cases give 1"});
  EXPECT_EQ(after([](Document& d) { d.rooflines.clear(); }), Lines{}) << "absent";
}

TEST(Consistency, PeersAreListedOnce) {
  EXPECT_EQ(after([](Document& d) { d.facts.cuda.peers[1].from = 3; }),
            Lines{"/cuda/peers/1: cuda:3 is not listed in devices"});
  EXPECT_EQ(after([](Document& d) { d.facts.cuda.peers[1].to = 2; }),
            Lines{"/cuda/peers/1: cuda:2 is no peer of itself"});
  EXPECT_EQ(after([](Document& d) { d.facts.cuda.peers[1] = d.facts.cuda.peers[0]; }),
            Lines{"/cuda/peers/1: the pair is there twice"});
}

TEST(Consistency, TimeRunsForward) {
  EXPECT_EQ(
      after([](Document& d) { d.run.finished_at = d.run.started_at - std::chrono::seconds(1); }),
      Lines{"/run/finished_at: is 2026-01-31T23:59:49Z, before started_at 2026-01-31T23:59:50Z"});
  EXPECT_EQ(after([](Document& d) { d.run.finished_at = d.run.started_at; }), Lines{});
}

}  // namespace
}  // namespace assay::document
