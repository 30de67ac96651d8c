// Which cases make a roofline, and which must not?
#include "harness/document/roofline.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

constexpr double kMemoryRate = 1099511627776;  // 2^40
constexpr double kGemmRate = 562949953421312;  // 2^49
constexpr double kTensorRate = 2 * kGemmRate;

// Cases 14 to 18 of the sample.
constexpr std::size_t kRead = 14, kGemm = 15, kFallback = 16, kTensor = 17;

std::vector<Roofline> after(const std::function<void(std::vector<CaseRecord>&)>& change) {
  auto document = sample_document();
  change(document.cases);
  return rooflines_of(document);
}

Roofline sample() {
  return rooflines_of(sample_document()).at(0);
}

void set_rate(CaseRecord& record, double rate) {
  record.statistics->median = rate;
}

TEST(Roofline, OfTheSample) {
  const auto list = rooflines_of(sample_document());
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].device, "cuda:0");
  EXPECT_EQ(list[0].memory.rate, kMemoryRate);
  EXPECT_EQ(list[0].memory.case_name,
            "memory.read/bandwidth [bytes=1GiB type=fp32 cache=cold] cuda:0");
  ASSERT_EQ(list[0].peaks.size(), 2u);
  EXPECT_EQ(list[0].peaks[0].kernel, "gemm.bf16");
  EXPECT_EQ(list[0].peaks[0].type, DataType::bf16);
  EXPECT_EQ(list[0].peaks[0].rate, kGemmRate);
  EXPECT_EQ(list[0].peaks[0].ridge, 512);
  EXPECT_EQ(list[0].peaks[1].kernel, "tensor.rate");
  EXPECT_EQ(list[0].peaks[1].ridge, 1024);
}

TEST(Roofline, PointLiesUnderTheHigherPeak) {
  const auto points = sample().points;
  ASSERT_EQ(points.size(), 1u) << "fp8 and int8 have no peak, fp32 none that counts";
  EXPECT_EQ(points[0].intensity, 1099511627776.0 / 402653184.0);
  EXPECT_EQ(points[0].rate, kGemmRate);
  EXPECT_EQ(points[0].roof, kTensorRate);
  EXPECT_EQ(points[0].share, 0.5);
}

TEST(Roofline, MemoryIsTheRoofOfWhatDoesLittleWithEachByte) {
  const auto points =
      after([](auto& cases) { cases[kGemm].work.bytes = cases[kGemm].work.flop / 256; })
          .at(0)
          .points;
  EXPECT_EQ(points.at(0).intensity, 256);
  EXPECT_EQ(points.at(0).roof, 256 * kMemoryRate);
  EXPECT_EQ(points.at(0).share, 2) << "possible where the data stays in the cache";
}

TEST(Roofline, NeedsBothSides) {
  EXPECT_TRUE(after([](auto& cases) { cases[kRead].statistics.reset(); }).empty());
  EXPECT_TRUE(after([](auto& cases) {
                cases[kGemm].statistics.reset();
                cases[kTensor].statistics.reset();
              }).empty());
  const auto without_gemm = after([](auto& cases) { cases[kGemm].statistics.reset(); });
  ASSERT_EQ(without_gemm.size(), 1u);
  EXPECT_EQ(without_gemm[0].peaks.size(), 1u);
  EXPECT_TRUE(without_gemm[0].points.empty());
}

TEST(Roofline, CopyEngineIsNoMemoryRate) {
  const auto make_copy = [](auto& cases) {
    cases[kRead].kernel = "transfer.copy_engine";
    cases[kRead].parameters.direction = Direction::device_to_device;
  };
  EXPECT_TRUE(after(make_copy).empty());
}

TEST(Roofline, WhatFitsTheCacheIsNoMemoryRate) {
  EXPECT_TRUE(after([](auto& cases) { cases[kRead].work.bytes = 4.0 * 62914560 - 1; }).empty());
  EXPECT_EQ(after([](auto& cases) { cases[kRead].work.bytes = 4.0 * 62914560; }).size(), 1u);
}

TEST(Roofline, WarmMemoryStandsWhereThereIsNoOther) {
  const auto add_warm = [](auto& cases) {
    cases.push_back(cases[kRead]);
    cases.back().name = "warm";
    cases.back().parameters.cache = Cache::warm;
    set_rate(cases.back(), 2 * kMemoryRate);
  };
  EXPECT_EQ(after(add_warm).at(0).memory.rate, kMemoryRate);
  EXPECT_EQ(after([&](auto& cases) {
              add_warm(cases);
              cases[kRead].statistics.reset();
            })
                .at(0)
                .memory.case_name,
            "warm");
}

// What a burst, a fallback, another sum or sparse data reach is not the part's rate.
TEST(Roofline, OnlyPlainCasesArePeaks) {
  using Change = std::function<void(Parameters&)>;
  for (const Change& change : {Change([](auto& p) { p.load = Load::burst; }),
                               Change([](auto& p) { p.path = Path::fallback; }),
                               Change([](auto& p) { p.accumulation = Accumulation::promoted; }),
                               Change([](auto& p) { p.sparsity = Sparsity::structured; }),
                               Change([](auto& p) { p.m = p.n = p.k = 2048; })}) {
    const auto list = after([&](auto& cases) {
      change(cases[kGemm].parameters);
      set_rate(cases[kGemm], 4 * kGemmRate);
    });
    ASSERT_EQ(list.at(0).peaks.size(), 1u);
    EXPECT_EQ(list[0].peaks[0].kernel, "tensor.rate");
    ASSERT_EQ(list[0].points.size(), 1u) << "it is a point all the same";
    EXPECT_EQ(list[0].points[0].share, 2);
  }
}

TEST(Roofline, TheBestOfOneKernelIsItsPeak) {
  const auto list = after([](auto& cases) {
    cases.push_back(cases[kGemm]);
    cases.back().name = "larger";
    set_rate(cases.back(), 1.5 * kGemmRate);
    cases.push_back(cases[kGemm]);
    cases.back().name = "smaller";
    set_rate(cases.back(), 0.5 * kGemmRate);
  });
  EXPECT_EQ(list.at(0).peaks.at(0).case_name, "larger");
  EXPECT_EQ(list.at(0).peaks.at(0).ridge, 768);
  ASSERT_EQ(list.at(0).points.size(), 3u);
  EXPECT_EQ(list.at(0).points.at(2).share, 0.25);
}

TEST(Roofline, PeaksAreByType) {
  const auto list = after([](auto& cases) {
    cases.push_back(cases[kFallback]);
    cases.back().name = "native fp8";
    cases.back().parameters.path = Path::native;
    cases.back().parameters.load = Load::sustained;
    cases.back().parameters.accumulation = Accumulation::fast;
  });
  ASSERT_EQ(list.at(0).peaks.size(), 3u);
  EXPECT_EQ(list[0].peaks[2].type, DataType::fp8_e4m3);
  EXPECT_EQ(list[0].points.size(), 3u) << "bf16, and both of fp8";
}

TEST(Roofline, NumbersThatNobodyCanDivideByAreLeftOut) {
  EXPECT_TRUE(after([](auto& cases) { set_rate(cases[kRead], 5e-324); }).empty());
  const auto list = after([](auto& cases) { cases[kGemm].work.bytes = 0; });
  EXPECT_TRUE(list.at(0).points.empty());
}

TEST(Roofline, EachGpuHasItsOwn) {
  auto document = sample_document();
  auto second = document.facts.cuda.devices[0];
  second.index = 1;
  document.facts.cuda.devices.push_back(second);
  for (const auto index : {kRead, kTensor}) {
    document.cases.push_back(document.cases[index]);
    document.cases.back().device = "cuda:1";
    document.cases.back().name += " again";
  }
  set_rate(document.cases.back(), kGemmRate);
  const auto list = rooflines_of(document);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[1].device, "cuda:1");
  EXPECT_EQ(list[1].peaks.at(0).ridge, 512);
  EXPECT_EQ(list[0].peaks.at(1).ridge, 1024);
}

}  // namespace
}  // namespace assay::document
