// What of a measured case reaches its record, and what is left out?
#include "harness/document/record.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/document/document.hpp"
#include "harness/document/reader.hpp"
#include "harness/document/writer.hpp"
#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

using measure::Status;

constexpr Kernel kCopy{.name = "memory.copy",
                       .question = "",
                       .check = "",
                       .quantity = Quantity::bandwidth,
                       .limit = Limit::memory,
                       .matrix = false,
                       .sized = true,
                       .arrays = nullptr,
                       .work = nullptr,
                       .program = {}};
constexpr KernelEntry kEntry{.on = {&kCopy}};

plan::Case planned() {
  plan::Case one;
  one.kernel = &kEntry;
  one.parameters = {.type = DataType::fp64, .bytes = 1048576, .seed = 7};
  one.device = {.kind = plan::DeviceId::Kind::cpu};
  one.work = {.bytes = 2097152, .flop = 0};
  one.iterations = 8;
  one.estimate = Seconds(1.5);
  return one;
}

measure::CaseResult result(Status status) {
  measure::CaseResult result;
  result.planned = planned();
  result.status = status;
  if (status != Status::ok) result.reason = "because";
  result.samples = {0.5};
  const double rate = 2097152 * 8 / 0.5;
  result.statistics = measure::Statistics{.count = 1,
                                          .median = rate,
                                          .q1 = rate,
                                          .q3 = rate,
                                          .minimum = rate,
                                          .maximum = rate,
                                          .relative_iqr = 0,
                                          .interval_low = rate,
                                          .interval_high = rate,
                                          .interval_confidence = 0};
  result.stopping = {
      .rule = "minimum_samples", .minimum_time = Seconds(0.25), .minimum_samples = 1};
  result.elapsed = Seconds(0.75);
  result.check = {.method = "exact",
                  .before = true,
                  .after = true,
                  .elements = 9,
                  .wrong_elements = 0,
                  .detail = ""};
  return result;
}

TEST(Record, OfAPlannedCaseIsNotReached) {
  const auto record = make_record(planned());
  EXPECT_EQ(record.name, "memory.copy/bandwidth [bytes=1MiB type=fp64] cpu");
  EXPECT_EQ(record.kernel, "memory.copy");
  EXPECT_EQ(record.device, "cpu");
  EXPECT_EQ(record.status, Status::skipped);
  EXPECT_EQ(record.reason, "not reached");
  EXPECT_EQ(record.iterations_per_sample, 8u);
  EXPECT_EQ(record.parameters.seed, 0u);
  EXPECT_EQ(record.input, "random, multiples of 2^-10 with magnitude 1 to 2");
  EXPECT_FALSE(record.elapsed || record.warm_up || record.check || record.stopping ||
               record.statistics);
}

TEST(Record, OfAnOkCaseHoldsEverything) {
  const auto record = make_record(result(Status::ok));
  EXPECT_EQ(record.samples, std::vector<double>{0.5});
  ASSERT_TRUE(record.statistics && record.stopping && record.check && record.warm_up &&
              record.elapsed);
  EXPECT_EQ(record.stopping->rule, "minimum_samples");
  EXPECT_EQ(*record.warm_up, Seconds(0));
  EXPECT_EQ(*record.elapsed, Seconds(0.75));
}

TEST(Record, WithoutRightAnswerHoldsNoSamples) {
  for (const auto status : {Status::wrong, Status::error, Status::skipped}) {
    const auto record = make_record(result(status));
    EXPECT_TRUE(record.samples.empty());
    EXPECT_FALSE(record.statistics);
    EXPECT_FALSE(record.warm_up);
    EXPECT_EQ(record.reason, "because");
  }
}

// Columns with an element per sample mean nothing without the samples.
TEST(Record, ReadingsGoWithTheirSamples) {
  auto measured = result(Status::ok);
  measured.telemetry.power_w = 400;
  measured.telemetry.samples = measure::SampleTelemetry{};
  EXPECT_FALSE(make_record(measured).telemetry.samples) << "nothing could be read";
  measured.telemetry.samples->moving = {true};
  EXPECT_EQ(make_record(measured).telemetry.samples->moving, std::vector<bool>{true});
  for (const auto status : {Status::wrong, Status::error, Status::skipped}) {
    measured.status = status;
    EXPECT_FALSE(make_record(measured).telemetry.samples);
    EXPECT_EQ(make_record(measured).telemetry.power_w, 400);
  }
}

measure::CaseResult result_of_a_matrix_kernel(Status status) {
  auto made = result(status);
  made.corruption = measure::SilentCorruption{.sample = 3, .elements = 16, .row = 8, .column = 0};
  made.reference = measure::ReferenceResult{
      .library = "cuBLASLt",
      .version = "13.0.2",
      .algorithms = 4,
      .right = true,
      .best = measure::ReferenceTiming{
          .algorithm = "one", .samples = {0.25}, .ratio = made.statistics}};
  made.processors = {{.processor = 5, .flop_per_clock = 4000},
                     {.processor = 2, .flop_per_clock = 4096}};
  made.curve = {{.at_s = 0, .sample_s = 0.5, .power_w = 400, .clock_events = 4},
                {.at_s = 1, .sample_s = 0.25}};
  return made;
}

TEST(Record, OfAnOkMatrixKernelHoldsWhatStoodBeside) {
  const auto record = make_record(result_of_a_matrix_kernel(Status::ok));
  EXPECT_FALSE(record.corruption);
  ASSERT_TRUE(record.reference && record.processors && record.curve);
  EXPECT_EQ(record.reference->best->samples, std::vector<double>{0.25});
  EXPECT_EQ(record.processors->number, (std::vector<std::uint64_t>{2, 5})) << "in their order";
  EXPECT_EQ(record.processors->flop_per_clock, (std::vector<double>{4096, 4000}));
  EXPECT_EQ(record.processors->median, 4048);
  EXPECT_EQ(record.processors->minimum, 4000);
  EXPECT_EQ(record.processors->maximum, 4096);
  EXPECT_EQ(record.curve->at_s, (std::vector<double>{0, 1}));
  EXPECT_EQ(record.curve->sample_s, (std::vector<double>{0.5, 0.25}));
  EXPECT_EQ(record.curve->power_w.at(0), 400);
  EXPECT_TRUE(std::isnan(record.curve->power_w.at(1)));
  EXPECT_TRUE(record.curve->clock_hz.empty()) << "never read";
  EXPECT_EQ(record.curve->clock_events, (std::vector<std::uint64_t>{4, 0}));
}

TEST(Record, OfAWrongMatrixKernelHoldsNoTimes) {
  for (const auto status : {Status::wrong, Status::error, Status::skipped}) {
    const auto record = make_record(result_of_a_matrix_kernel(status));
    EXPECT_EQ(record.corruption.has_value(), status == Status::wrong);
    EXPECT_FALSE(record.processors || record.curve);
    ASSERT_TRUE(record.reference);
    EXPECT_EQ(record.reference->algorithms, 4u);
    EXPECT_FALSE(record.reference->best || record.reference->by_default);
  }
}

TEST(Record, NamesTheInstruction) {
  auto one = planned();
  EXPECT_EQ(make_record(one).instruction, "");
  one.instruction = "mma.sync";
  EXPECT_EQ(make_record(one).instruction, "mma.sync");
}

TEST(Record, MedianOfEvenAndOddCounts) {
  EXPECT_EQ(median_of({3}), 3);
  EXPECT_EQ(median_of({3, 1, 2}), 2);
  EXPECT_EQ(median_of({4, 1, 3, 2}), 2.5);
}

TEST(Record, CheckWithExactInputsAloneIsKept) {
  auto wrong = result(Status::wrong);
  wrong.check = measure::AnswerCheck{};
  wrong.check.exact = false;
  EXPECT_TRUE(make_record(wrong).check);
}

TEST(Record, CheckThatWasNotReachedIsAbsent) {
  auto skipped = result(Status::skipped);
  skipped.check = {.method = "exact",
                   .before = {},
                   .after = {},
                   .elements = 0,
                   .wrong_elements = 0,
                   .detail = ""};
  skipped.stopping = {};
  EXPECT_FALSE(make_record(skipped).check);
  EXPECT_FALSE(make_record(skipped).stopping);
}

TEST(Record, SampleInTheUnitOfItsCase) {
  CaseRecord record;
  record.iterations_per_sample = 4;
  record.work = {.bytes = 100, .flop = 10};
  record.quantity = Quantity::bandwidth;
  EXPECT_EQ(in_unit_of_case(record, 0.5), 800);
  record.quantity = Quantity::throughput;
  EXPECT_EQ(in_unit_of_case(record, 0.5), 80);
  record.quantity = Quantity::rate;
  EXPECT_EQ(in_unit_of_case(record, 0.5), 80);
  record.quantity = Quantity::latency;
  EXPECT_EQ(in_unit_of_case(record, 0.5), 0.125);
  record.work.steps = 8;
  EXPECT_EQ(in_unit_of_case(record, 0.5), 0.015625);
}

// What operate does: the document of the plan first, then one record after the other is replaced.
TEST(Document, IsValidAtEveryMomentOfARun) {
  const auto sample = sample_document();
  plan::Plan plan{.level = plan::Level::standard, .seed = 7, .cases = {planned()}};
  auto run = sample.run;
  run.finished_at.reset();
  run.complete = false;
  auto document = make_document(sample.tool, run, sample.facts, plan);
  EXPECT_EQ(document.plan.estimate, Seconds(1.5));
  EXPECT_EQ(parse_document(serialise(document), "before").cases.at(0).reason, "not reached");
  document.cases.at(0) = make_record(result(Status::ok));
  document.run.complete = true;
  document.run.finished_at = document.run.started_at;
  const auto after = parse_document(serialise(document), "after");
  EXPECT_EQ(after.cases.at(0).status, Status::ok);
  EXPECT_EQ(after.plan.seed, 7u);
  EXPECT_EQ(after.plan.level, plan::Level::standard);
}

}  // namespace
}  // namespace assay::document
