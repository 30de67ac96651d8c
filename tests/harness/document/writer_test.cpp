// Is a document written exactly, and refused where JSON cannot hold it?
#include "harness/document/writer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "harness/document/reader.hpp"
#include "kernels/error.hpp"
#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string message(const std::function<void(Document&)>& change) {
  auto document = sample_document();
  change(document);
  try {
    serialise(document);
  } catch (const Error& error) {
    return error.what();
  }
  return "written";
}

std::string not_finite(const std::string& where) {
  return "cannot write the result document: " + where +
         ", which JSON cannot hold; report this as a bug of assay";
}

TEST(Serialise, IsTheFileOfTheTests) {
  EXPECT_EQ(serialise(sample_document()), schema_test_file("valid.json"));
}

TEST(Serialise, RefusesWhatIsNotFinite) {
  EXPECT_EQ(message([](Document& d) { d.cases[0].samples[2] = kNan; }),
            not_finite("/cases/0/samples/values/2 is NaN"));
  EXPECT_EQ(message([](Document& d) { d.cases[1].statistics->median = kInfinity; }),
            not_finite("/cases/1/statistics/median is infinite"));
  EXPECT_EQ(message([](Document& d) { d.facts.cpu.frequency_hz = -kInfinity; }),
            not_finite("/devices/0/frequency_hz is infinite"));
  EXPECT_EQ(message([](Document& d) { d.cases[0].telemetry.clock_maximum_hz = kNan; }),
            not_finite("/cases/0/telemetry/clock_hz/maximum is NaN"));
  EXPECT_EQ(message([](Document& d) { d.plan.estimate = Seconds(kNan); }),
            not_finite("/plan/estimate_s is NaN"));
  EXPECT_EQ(message([](Document& d) { d.cases[10].telemetry.samples->power_w[0] = kInfinity; }),
            not_finite("/cases/10/telemetry/samples/power_w/0 is infinite"));
}

TEST(Serialise, RefusesASeedThatLosesDigits) {
  EXPECT_EQ(message([](Document& d) { d.plan.seed = kMaximumSeed + 1; }),
            "--seed 9007199254740992 does not fit into a result document; give one up to "
            "9007199254740991");
}

TEST(Serialise, KeepsEveryDigit) {
  auto document = sample_document();
  auto& latency = document.cases[2];
  latency.samples = {0.1 + 0.2};
  const double value = latency.samples[0] / 1024;
  latency.statistics = measure::Statistics{.count = 1,
                                           .median = value,
                                           .q1 = value,
                                           .q3 = value,
                                           .minimum = value,
                                           .maximum = value,
                                           .relative_iqr = 0,
                                           .interval_low = value,
                                           .interval_high = value,
                                           .interval_confidence = 0};
  EXPECT_EQ(parse_document(serialise(document), "x").cases[2].samples[0], 0.1 + 0.2);
}

TEST(Serialise, SurvivesOddText) {
  auto document = sample_document();
  document.run.arguments = {"\xff\xfe", "tab\tnew\nline", std::string(10000, 'x'), ""};
  document.cases[3].reason = std::string(4095, 'x') + "\u00fc";
  const auto read = parse_document(serialise(document), "x");
  EXPECT_EQ(read.run.arguments[0], "\ufffd\ufffd");
  EXPECT_EQ(read.run.arguments[1], "tab\tnew\nline");
  EXPECT_EQ(read.run.arguments[2], std::string(4093, 'x') + "\u2026");
  EXPECT_EQ(read.run.arguments[3], "");
  EXPECT_EQ(read.cases[3].reason, std::string(4093, 'x') + "\u2026");
}

TEST(WriteDocument, WritesNothingThatIsNotFinite) {
  const TemporaryFolder folder;
  auto document = sample_document();
  document.cases[0].samples[0] = kNan;
  EXPECT_THROW(write_document(document, folder.path() / "x.json"), Error);
  EXPECT_TRUE(folder.entries().empty());
}

}  // namespace
}  // namespace assay::document
