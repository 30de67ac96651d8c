// Which case stands for a metric, and which does not?
#include "harness/judge/evidence.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace assay::judge {
namespace {

using catalogue::Metric;
using document::CaseRecord;

CaseRecord measured(std::string kernel, Quantity quantity, Parameters parameters, double median) {
  CaseRecord record;
  record.name = kernel;
  record.kernel = std::move(kernel);
  record.quantity = quantity;
  record.parameters = parameters;
  record.device = "cuda:0";
  record.status = measure::Status::ok;
  record.statistics = measure::Statistics{};
  record.statistics->median = median;
  record.statistics->interval_low = median * 0.99;
  record.statistics->interval_high = median * 1.01;
  return record;
}

CaseRecord gemm(std::uint64_t size, double median) {
  return measured("gemm.bf16", Quantity::throughput,
                  {.type = DataType::bf16, .m = size, .n = size, .k = size}, median);
}

CaseRecord stream(std::uint64_t bytes, double median) {
  auto record = measured("memory.copy", Quantity::bandwidth, {.bytes = bytes}, median);
  record.work.bytes = 2 * static_cast<double>(bytes);
  return record;
}

document::Document with(std::vector<CaseRecord> cases) {
  document::Document document;
  document.facts.cuda.devices.resize(1);
  document.facts.cuda.devices[0].multiprocessors = 132;
  document.facts.cuda.devices[0].l2_bytes = 50 << 20;
  document.cases = std::move(cases);
  return document;
}

TEST(Evidence, TheBestOfTheLargeSizesStandsForAMetric) {
  const auto document = with({gemm(2048, 9e14), gemm(4096, 7e14), gemm(8192, 8e14)});
  const auto list = evidence_of(document);
  ASSERT_EQ(list.size(), 1u);
  const Measurement* found = list[0].find({.name = "gemm.bf16/throughput"});
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->value, 8e14) << "2048 cubed says nothing of the device, however fast";
  EXPECT_EQ(found->low, 8e14 * 0.99);
  ASSERT_EQ(list[0].unmeasured.size(), 1u);
  EXPECT_EQ(list[0].unmeasured[0].reason,
            "2048 x 2048 x 2048 is too small to show what the device reaches");
}

TEST(Evidence, ArraysThatFitTheCacheDoNotStandForMemory) {
  const auto document = with({stream(16 << 20, 9e12), stream(1 << 30, 3e12)});
  const auto evidence = evidence_of(document).at(0);
  EXPECT_EQ(evidence.find({.name = "memory.copy/bandwidth"})->value, 3e12);
  EXPECT_EQ(evidence.unmeasured.at(0).reason, "arrays of 16MiB fit the L2 cache");
}

TEST(Evidence, TheLowerLatencyIsTheBetter) {
  const auto latency = [](double seconds) {
    return measured("launch.latency", Quantity::latency, {}, seconds);
  };
  const auto document = with({latency(3e-6), latency(2e-6)});
  EXPECT_EQ(evidence_of(document).at(0).find({.name = "launch.latency/latency"})->value, 2e-6);
}

TEST(Evidence, ParametersThatAreAskedForMustAgree) {
  const auto document =
      with({measured("transfer.peer", Quantity::bandwidth, {.direction = Direction::both}, 7e11),
            measured("transfer.peer", Quantity::bandwidth, {.direction = Direction::one}, 4e11)});
  const auto evidence = evidence_of(document).at(0);
  EXPECT_EQ(
      evidence.find({.name = "transfer.peer/bandwidth", .parameters = {.direction = "one"}})->value,
      4e11);
  EXPECT_EQ(evidence.find({.name = "transfer.peer/bandwidth"})->value, 7e11) << "any direction";
  EXPECT_EQ(evidence.find({.name = "transfer.peer/bandwidth", .parameters = {.engine = "sm"}}),
            nullptr);
}

CaseRecord with_cache(CaseRecord record, Cache cache) {
  record.parameters.cache = cache;
  return record;
}

TEST(Evidence, AWarmCaseOfMemoryStandsOnlyWhereThereIsNoOther) {
  const auto warm = with_cache(stream(1 << 30, 3.3e12), Cache::warm);
  const auto cold = with_cache(stream(1 << 30, 3e12), Cache::cold);
  const auto value = [](std::vector<CaseRecord> cases) {
    const auto document = with(std::move(cases));
    return evidence_of(document).at(0).find({.name = "memory.copy/bandwidth"})->value;
  };
  EXPECT_EQ(value({warm, cold}), 3e12);
  EXPECT_EQ(value({cold, warm}), 3e12);
  EXPECT_EQ(value({warm}), 3.3e12);
}

TEST(Evidence, AWarmCaseThatMayFitTheCacheDoesNotStandForMemory) {
  auto document = with({with_cache(stream(16 << 20, 9e12), Cache::warm),
                        with_cache(stream(1 << 30, 3e12), Cache::cold)});
  document.facts.cuda.devices[0].l2_bytes = 0;
  const auto evidence = evidence_of(document).at(0);
  EXPECT_EQ(evidence.find({.name = "memory.copy/bandwidth"})->value, 3e12);
  EXPECT_EQ(evidence.unmeasured.at(0).reason,
            "it is warm, and the size of the L2 cache is not known");
}

TEST(Evidence, TheCacheIsReadOfWhatItHolds) {
  const auto read = [](std::uint64_t bytes, double median) {
    return measured("l2.read", Quantity::bandwidth, {.bytes = bytes, .cache = Cache::warm}, median);
  };
  const auto document = with({read(25 << 20, 5e12), read(51 << 20, 6e12)});
  const auto evidence = evidence_of(document).at(0);
  EXPECT_EQ(evidence.find({.name = "l2.read/bandwidth"})->value, 5e12);
  EXPECT_EQ(evidence.unmeasured.at(0).reason, "arrays of 51MiB do not fit the L2 cache");
}

TEST(Evidence, ACopyThatFitsTheCacheIsNoneOfMemory) {
  const auto copy = [](std::uint64_t bytes, double median) {
    auto record = measured("transfer.copy_engine", Quantity::bandwidth,
                           {.bytes = bytes, .direction = Direction::device_to_device}, median);
    record.work.bytes = static_cast<double>(bytes);
    return record;
  };
  const auto document = with({copy(16 << 20, 9e12), copy(1 << 30, 2e12)});
  const auto evidence = evidence_of(document).at(0);
  EXPECT_EQ(evidence.find({.name = "transfer.copy_engine/bandwidth"})->value, 2e12);
}

TEST(Evidence, PageableMemoryAndGraphsMustBeAskedFor) {
  const auto copy = [](HostMemory memory, double median) {
    return measured("transfer.copy_engine", Quantity::bandwidth,
                    {.direction = Direction::host_to_device, .host_memory = memory}, median);
  };
  const auto launch = [](Submission submission, double median) {
    return measured("launch.latency", Quantity::latency, {.submission = submission}, median);
  };
  const auto document = with({copy(HostMemory::pageable, 6e10), copy(HostMemory::pinned, 5e10),
                              launch(Submission::graph, 1e-6), launch(Submission::stream, 3e-6)});
  const auto evidence = evidence_of(document).at(0);
  const Metric copied{.name = "transfer.copy_engine/bandwidth",
                      .parameters = {.direction = "host_to_device"}};
  EXPECT_EQ(evidence.find(copied)->value, 5e10);
  auto pageable = copied;
  pageable.parameters.host_memory = "pageable";
  EXPECT_EQ(evidence.find(pageable)->value, 6e10);
  EXPECT_EQ(evidence.find({.name = "launch.latency/latency"})->value, 3e-6);
  EXPECT_EQ(
      evidence.find({.name = "launch.latency/latency", .parameters = {.submission = "graph"}})
          ->value,
      1e-6);
  const auto only_pageable = with({copy(HostMemory::pageable, 6e10)});
  EXPECT_EQ(evidence_of(only_pageable).at(0).find(copied), nullptr);
}

TEST(Evidence, SizesOfAChaseAreMetricsOfTheirOwn) {
  const auto chase = [](std::uint64_t bytes, std::uint64_t stride, double median) {
    return measured("latency.chase", Quantity::latency, {.bytes = bytes, .stride = stride}, median);
  };
  const auto document =
      with({chase(1 << 14, 128, 2e-8), chase(1 << 30, 128, 6e-7), chase(1 << 30, 1 << 21, 9e-7)});
  const auto evidence = evidence_of(document).at(0);
  const auto value = [&](std::optional<std::uint64_t> bytes, std::optional<std::uint64_t> stride) {
    const auto* found = evidence.find(
        {.name = "latency.chase/latency", .parameters = {.bytes = bytes, .stride = stride}});
    return found ? found->value : 0;
  };
  EXPECT_EQ(value(1 << 14, 128), 2e-8);
  EXPECT_EQ(value(1 << 30, 128), 6e-7);
  EXPECT_EQ(value(1 << 30, 1 << 21), 9e-7);
  EXPECT_EQ(value(1 << 30, {}), 6e-7) << "the lower of both strides";
  EXPECT_EQ(value({}, {}), 0) << "no size: no level of memory";
}

TEST(Evidence, VariantsAndMemoryNodesAreWaysToTheSameMetric) {
  auto plain = stream(1 << 30, 3e12), bulk = stream(1 << 30, 3.1e12);
  bulk.parameters.variant.access = Access::bulk;
  const auto document = with({bulk, plain});
  const auto evidence = evidence_of(document).at(0);
  EXPECT_EQ(evidence.measurements.size(), 1u);
  EXPECT_EQ(evidence.find({.name = "memory.copy/bandwidth"})->record->parameters.variant.access,
            Access::bulk);
}

TEST(Evidence, APartsSpellingOfATypeIsAnswered) {
  const auto document =
      with({measured("tensor.rate", Quantity::rate, {.type = DataType::fp8_e4m3}, 2e15),
            measured("tensor.rate", Quantity::rate, {.type = DataType::bf16}, 1e15)});
  const auto evidence = evidence_of(document).at(0);
  const auto rate = [&](const char* type) {
    return evidence.find({.name = "tensor.rate/rate", .parameters = {.type = type}});
  };
  EXPECT_EQ(rate("fp8")->value, 2e15);
  EXPECT_EQ(rate("bf16")->value, 1e15);
  EXPECT_EQ(rate("fp16"), nullptr);
}

TEST(Evidence, TheCensusWinsOverTheDriver) {
  auto rate = measured("fma.rate", Quantity::rate, {.type = DataType::fp32}, 3.3264e13);
  rate.telemetry.clock_hz = 1.666e9;
  auto document = with({rate});
  const auto stated = evidence_of(document).at(0);
  EXPECT_EQ(stated.multiprocessors(), 132);
  document.cases.push_back(measured("sm.census", Quantity::count, {}, 78));
  const auto counted = evidence_of(document).at(0);
  EXPECT_EQ(counted.multiprocessors(), 78);
  EXPECT_DOUBLE_EQ(*counted.per_sm_clock(*counted.find({.name = "fma.rate/rate"})),
                   3.3264e13 / (78 * 1.666e9));
}

TEST(Evidence, WhatEachSmCountedNeedsNeitherClockNorCensus) {
  auto rate = measured("tensor.rate", Quantity::rate, {.type = DataType::bf16}, 1e15);
  rate.processors =
      document::ProcessorRates{.number = {0}, .flop_per_clock = {4090}, .median = 4090};
  auto document = with({rate});
  document.facts.cuda.devices[0].multiprocessors = 0;
  const auto evidence = evidence_of(document).at(0);
  EXPECT_EQ(evidence.per_sm_clock(evidence.measurements.at(0)), 4090);
}

TEST(Evidence, AnotherWayToMultiplyMustBeAskedFor) {
  auto burst = gemm(8192, 9e14), fallback = gemm(8192, 8.5e14), other = gemm(8192, 8.2e14);
  burst.parameters.load = Load::burst;
  fallback.parameters.path = Path::fallback;
  fallback.instruction = "mma.sync";
  other.parameters.layout = Layout::row_row;
  auto native = gemm(8192, 7e14);
  native.parameters.load = Load::sustained;
  native.parameters.path = Path::native;
  native.parameters.layout = Layout::row_column;
  const Metric asked{.name = "gemm.bf16/throughput"};
  const auto all = with({burst, fallback, other, native});
  const auto evidence = evidence_of(all).at(0);
  EXPECT_EQ(evidence.find(asked)->value, 7e14);
  auto by_fallback = asked;
  by_fallback.parameters.path = "fallback";
  EXPECT_EQ(evidence.find(by_fallback)->value, 8.5e14);
  auto without = with({burst, fallback, other});
  const auto lacking = evidence_of(without).at(0);
  EXPECT_EQ(lacking.find(asked), nullptr);
  ASSERT_EQ(lacking.unmeasured.size(), 3u);
  EXPECT_EQ(lacking.unmeasured[0].reason, "only in a burst, which is not the sustained rate");
  EXPECT_EQ(lacking.unmeasured[1].reason,
            "only by the fallback path (mma.sync), whose rate is not the part's");
  EXPECT_EQ(lacking.unmeasured[2].reason, "only in another layout of the operands");
  for (const auto& one : lacking.unmeasured) EXPECT_TRUE(answers(asked, one.metric));
}

TEST(Evidence, WithoutAClockThereIsNoRatePerClock) {
  const auto document = with({gemm(8192, 8e14)});
  const auto evidence = evidence_of(document).at(0);
  EXPECT_EQ(evidence.per_sm_clock(evidence.measurements.at(0)), std::nullopt);
}

TEST(Evidence, WrongAnswersAreKeptApart) {
  auto wrong = gemm(8192, 8e14);
  wrong.status = measure::Status::wrong;
  wrong.reason = "1 of 8 elements is wrong";
  wrong.statistics.reset();
  const auto document = with({wrong, stream(1 << 30, 3e12)});
  const auto evidence = evidence_of(document).at(0);
  ASSERT_EQ(evidence.wrong.size(), 1u);
  EXPECT_EQ(evidence.find({.name = "gemm.bf16/throughput"}), nullptr);
}

TEST(Evidence, DevicesAreKeptApart) {
  auto document = with({gemm(8192, 8e14), gemm(8192, 7e14)});
  document.cases[1].device = "cpu";
  const auto list = evidence_of(document);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_NE(list[0].facts, nullptr);
  EXPECT_EQ(list[1].facts, nullptr);
  EXPECT_EQ(list[1].measurements.at(0).value, 7e14);
}

}  // namespace
}  // namespace assay::judge
