// Do rates that each SM counted by itself tell parts apart, and do fallbacks not?
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "harness/judge/identity/identity.hpp"
#include "tests/harness/judge/identity/identity_devices.hpp"

namespace assay::judge {
namespace {

using testing::Contains;
using testing::Not;

Identity identity_of(const catalogue::Catalogue& catalogue, const document::Document& document) {
  return identify(catalogue, evidence_of(document).at(0), std::nullopt);
}

class IdentityProcessors : public testing::Test {
 protected:
  const catalogue::Catalogue catalogue_ = catalogue::embedded_catalogue();
};

// A tensor.rate that each SM counted for itself, on a device without a census and without clocks.
document::Document counted_by_each_sm(double flop_per_clock) {
  document::Document document;
  document.facts.cuda.devices.emplace_back().name = "NVIDIA H100 80GB HBM3";
  auto rate = case_of("tensor.rate", Quantity::rate, {.type = DataType::bf16}, 1e14);
  rate.processors = document::ProcessorRates{.number = {0, 1},
                                             .flop_per_clock = {flop_per_clock, flop_per_clock},
                                             .median = flop_per_clock,
                                             .minimum = flop_per_clock,
                                             .maximum = flop_per_clock};
  document.cases = {rate};
  return document;
}

TEST_F(IdentityProcessors, WhatEachSmCountsTellsAnH20FromAnH100) {
  const auto h20 = identity_of(catalogue_, counted_by_each_sm(1020));
  EXPECT_THAT(h20.candidates, Contains("h20"));
  EXPECT_THAT(h20.candidates, Not(Contains("h100-sxm")));
  const auto h100 = identity_of(catalogue_, counted_by_each_sm(4080));
  EXPECT_THAT(h100.candidates, Contains("h100-sxm"));
  EXPECT_THAT(h100.candidates, Not(Contains("h20")));
}

// A fallback runs at a fraction of the rate: taken for the part's, it would make an H100 an H20.
TEST_F(IdentityProcessors, AFallbackSaysNothingOfThePart) {
  auto document = document_of(catalogue_, {.part = "h100-sxm", .present_as = "h100-sxm"});
  const auto native = identity_of(catalogue_, document);
  for (const char* kernel : {"tensor.rate", "gemm.bf16"}) {
    auto slow = case_of(kernel, Quantity::rate, {.type = DataType::fp16, .path = Path::fallback},
                        2e14, 1.9e9);
    slow.name += " fallback";
    slow.processors = document::ProcessorRates{
        .number = {0}, .flop_per_clock = {1024}, .median = 1024, .minimum = 1024, .maximum = 1024};
    document.cases.push_back(slow);
  }
  EXPECT_EQ(identity_of(catalogue_, document).sentence, native.sentence);
  EXPECT_EQ(identity_of(catalogue_, document).match, IdentityMatch::match);
}

}  // namespace
}  // namespace assay::judge
