// Is the line of a check plugin one line, of the right form and length?
#include "harness/report/nagios.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace assay::report {
namespace {

using judge::Alarm;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Nagios, AValueHasThresholdsAndNoExponent) {
  EXPECT_EQ(plugin_value({.label = "cuda:3 gemm.bf16/throughput",
                          .value = 6.12e14,
                          .unit = "FLOP/s",
                          .lower = 6.8e14,
                          .upper = 1e15}),
            "'cuda_3_gemm.bf16_throughput'=612000000000000;;680000000000000:1000000000000000;0");
  EXPECT_EQ(plugin_value({.label = "a", .value = 2.5e-6, .unit = "s", .upper = 3e-6}),
            "'a'=0.00000250000s;;~:0.00000300000;0");
  EXPECT_EQ(plugin_value({.label = "a", .value = 0, .unit = "B", .lower = 132}),
            "'a'=0B;;132.000:;0");
  EXPECT_EQ(plugin_value({.label = "a b'=|x", .value = 1, .unit = "1"}), "'a_b_x'=1.00000;;;0");
}

TEST(Nagios, ALineSaysWhatItIs) {
  EXPECT_EQ(plugin_line(Alarm::ok, "8 of 8 devices pass", {}), "ASSAY OK - 8 of 8 devices pass\n");
  EXPECT_EQ(plugin_line(Alarm::unknown, "x", {{.label = "a", .value = 1}}),
            "ASSAY UNKNOWN - x | 'a'=1.00000;;;0\n");
}

TEST(Nagios, ForeignTextEndsNeitherLineNorSentence) {
  EXPECT_EQ(plugin_line(Alarm::critical, "a|b\nc\x01", {}), "ASSAY CRITICAL - a/b c\xEF\xBF\xBD\n");
}

TEST(Nagios, ALabelIsWrittenOnce) {
  EXPECT_EQ(
      plugin_line(Alarm::ok, "x", {{.label = "a:b", .value = 1}, {.label = "a b", .value = 2}}),
      "ASSAY OK - x | 'a_b'=1.00000;;;0\n");
}

TEST(Nagios, ALineHasAtMostFourThousandBytes) {
  std::vector<PluginValue> values;
  for (int i = 0; i < 1000; ++i) values.push_back({.label = std::to_string(i), .value = 1.0 * i});
  const std::string line = plugin_line(Alarm::ok, std::string(5000, 'x'), values);
  EXPECT_LE(line.size(), kPluginLineBytes);
  EXPECT_GT(line.size(), kPluginLineBytes - 30);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_THAT(line, HasSubstr("xxx... | '0'=0;;;0 '1'=1.00000;;;0 "));
  EXPECT_THAT(line, testing::EndsWith(";;;0\n"));
}

}  // namespace
}  // namespace assay::report
