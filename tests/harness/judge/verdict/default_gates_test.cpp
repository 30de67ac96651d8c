// What must a healthy device reach, by default, and are the gates of every part sane?
#include "harness/judge/verdict/default_gates.hpp"

#include <gtest/gtest.h>

#include <string>

namespace assay::judge {
namespace {

using catalogue::Catalogue;
using catalogue::Metric;
using catalogue::Part;

const Catalogue& published() {
  static const Catalogue catalogue = catalogue::embedded_catalogue();
  return catalogue;
}

DefaultGate gate(const char* part, const Metric& metric) {
  return default_gate(published(), published().at(part, "test"), metric);
}

Metric rate(const char* kernel, const char* type) {
  return {.name = kernel, .parameters = {.type = type}};
}

TEST(DefaultGates, TheLowestTypicalFigureLessFivePercent) {
  const auto found = gate("h20", {.name = "gemm.bf16/throughput"});
  ASSERT_TRUE(found.lower);
  EXPECT_DOUBLE_EQ(found.lower->value, 141.86e12 * 0.95);
  EXPECT_NE(found.lower->source.find("lowest typical"), std::string::npos);
  EXPECT_NE(found.lower->source.find("database.md"), std::string::npos);
}

TEST(DefaultGates, AFamilyStandsInForAPartWithoutFigures) {
  const auto found = gate("h20-3e", {.name = "gemm.bf16/throughput"});
  ASSERT_TRUE(found.lower);
  EXPECT_NEAR(found.lower->value, 148e12 * (141.86 / 148) * 0.95, 1e6);
  EXPECT_NE(found.lower->source.find("no typical figure of this part"), std::string::npos);
  EXPECT_NE(found.lower->source.find("(h20)"), std::string::npos);
}

TEST(DefaultGates, ThenItsArchitecture) {
  const auto found = gate("h20-3e", {.name = "memory.read/bandwidth"});
  ASSERT_TRUE(found.lower);
  EXPECT_NEAR(found.lower->value, 4.8e12 * (3.271 / 3.938) * 0.95, 1e6);
  EXPECT_NE(found.lower->source.find("(h100-nvl)"), std::string::npos);
}

// Nobody measured the memory of an Ada part in public; what memory gives up of its bandwidth is
// known of others.
TEST(DefaultGates, ThenOfMemoryTheWholeCatalogue) {
  const auto found = gate("l40s", {.name = "memory.read/bandwidth"});
  ASSERT_TRUE(found.lower);
  EXPECT_NE(found.lower->source.find("among all parts of the catalogue"), std::string::npos);
  EXPECT_GT(found.lower->value, 0.7 * 864e9);
  EXPECT_LT(found.lower->value, 0.9 * 864e9);
  EXPECT_FALSE(gate("l40s", rate("fma.rate/rate", "fp32")).lower) << "arithmetic is not memory";
}

TEST(DefaultGates, NoMoreIsAskedThanThePartReachesInTheLike) {
  const auto found = gate("l40s", {.name = "gemm.tf32/throughput"});
  ASSERT_TRUE(found.lower);
  EXPECT_NEAR(found.lower->value, 183e12 * (264.02 / 362) * 0.95, 1e6)
      << "an L20 reaches 97 %, but an L40S is at its power limit";
  EXPECT_NE(found.lower->source.find("its own share in gemm.fp16/throughput"), std::string::npos);
}

TEST(DefaultGates, NothingPublishedIsNoGate) {
  const auto found = gate("h20", rate("tensor.rate/rate", "bf16"));
  EXPECT_FALSE(found.lower);
  EXPECT_EQ(found.why_no_lower, "nobody published what healthy ones of its architecture reach");
}

TEST(DefaultGates, AnUnverifiedPeakIsNotHeldAgainstAnything) {
  const auto fp32 = gate("h20", rate("fma.rate/rate", "fp32"));
  EXPECT_FALSE(fp32.lower);
  EXPECT_EQ(fp32.why_no_lower, "the published 44.0 TFLOP/s is unverified and judges nothing");
  ASSERT_TRUE(fp32.upper);
  EXPECT_DOUBLE_EQ(fp32.upper->value, 78 * 256 * 1.98e9 * kCeilingMargin)
      << "physics of the architecture, not the 44 TFLOP/s";
  const auto gemm = gate("h20", {.name = "gemm.fp32/throughput"});
  ASSERT_TRUE(gemm.lower) << "it was measured";
  EXPECT_DOUBLE_EQ(gemm.lower->value, 31.95e12 * 0.95);
}

TEST(DefaultGates, NoPartIsHeldAgainstFiguresThatMayNotGate) {
  Catalogue catalogue = published();
  for (Part& part : catalogue.parts) {
    for (auto& [path, figure] : part.figures) {
      if (!figure.gates()) figure.value *= 1000;  // if one is used, a gate changes
    }
  }
  for (const Part& part : published().parts) {
    for (const auto& info : catalogue::metrics()) {
      for (const char* type : {"fp64", "fp32", "tf32", "bf16", "fp8_e4m3", "int8"}) {
        const Metric metric{.name = std::string(info.name), .parameters = {.type = type}};
        const auto before = default_gate(published(), part, question_of(metric));
        const auto after =
            default_gate(catalogue, catalogue.at(part.id, "test"), question_of(metric));
        ASSERT_EQ(before.lower.has_value(), after.lower.has_value());
        ASSERT_EQ(before.upper.has_value(), after.upper.has_value());
        const auto value = [](const auto& bound) { return bound ? bound->value : 0; };
        EXPECT_EQ(value(before.lower), value(after.lower)) << part.id << ' ' << to_string(metric);
        EXPECT_EQ(value(before.upper), value(after.upper)) << part.id << ' ' << to_string(metric);
      }
    }
  }
}

// What healthy devices of a part were seen to reach passes its own gates, all of it.
TEST(DefaultGates, EveryTypicalFigurePassesItsGates) {
  std::size_t checked = 0;
  for (const Part& part : published().parts) {
    for (const auto& typical : part.typical) {
      const auto found = default_gate(published(), part, typical.metric);
      SCOPED_TRACE(part.id + " " + to_string(typical.metric));
      ASSERT_TRUE(found.lower);
      EXPECT_LE(found.lower->value, typical.low);
      EXPECT_GE(found.lower->value, 0.9 * typical.low) << "or it catches nothing";
      EXPECT_TRUE(!found.upper || found.upper->value >= typical.high);
      ++checked;
    }
  }
  EXPECT_GT(checked, 80u);
}

TEST(DefaultGates, LowerIsBelowUpperForEveryPartAndMetric) {
  for (const Part& part : published().parts) {
    for (const auto& info : catalogue::metrics()) {
      for (const char* type : {"fp64", "fp32", "bf16"}) {
        const Metric metric{.name = std::string(info.name), .parameters = {.type = type}};
        const auto found = default_gate(published(), part, question_of(metric));
        EXPECT_EQ(found.lower.has_value(), found.why_no_lower.empty());
        EXPECT_TRUE(!found.lower || !found.lower->source.empty());
        if (!found.lower || !found.upper) continue;
        EXPECT_LE(found.lower->value, found.upper->value) << part.id << ' ' << to_string(metric);
      }
    }
  }
}

TEST(DefaultGates, EveryPartHasAGateForGemm) {
  for (const Part& part : published().parts) {
    EXPECT_TRUE(default_gate(published(), part, {.name = "gemm.bf16/throughput"}).lower) << part.id;
  }
}

TEST(DefaultGates, MemoryIsTakenByDriverAndContextToo) {
  const auto found = gate("h20", {.name = "memory.capacity/capacity"});
  EXPECT_DOUBLE_EQ(found.lower->value, 102625181696.0 * 0.95);
  EXPECT_DOUBLE_EQ(found.upper->value, 102625181696.0);
}

TEST(DefaultGates, EverySmMustTakePart) {
  const auto found = gate("h100-sxm", {.name = "sm.census/count"});
  EXPECT_EQ(found.lower->value, 132);
  EXPECT_EQ(found.upper->value, 132);
}

TEST(DefaultGates, AQuestionKeepsOnlyWhatPublishedFiguresDistinguish) {
  EXPECT_EQ(question_of(rate("memory.read/bandwidth", "fp32")).parameters.type, std::nullopt);
  EXPECT_EQ(question_of(rate("fma.rate/rate", "fp64")).parameters.type, "fp64");
  EXPECT_EQ(question_of(rate("gemm.bf16/throughput", "bf16")).parameters.type, std::nullopt);
  EXPECT_EQ(question_of(rate("gemm.portable/throughput", "fp32")).parameters.type, "fp32");
}

}  // namespace
}  // namespace assay::judge
