// Are sizes, rates and durations read and written as documented, to the last digit?
#include "harness/core/units.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "kernels/error.hpp"

namespace assay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ParseBytes, AcceptsEveryUnit) {
  EXPECT_EQ(parse_bytes("1B", "--bytes"), 1u);
  EXPECT_EQ(parse_bytes("512B", "--bytes"), 512u);
  EXPECT_EQ(parse_bytes("16KiB", "--bytes"), 16384u);
  EXPECT_EQ(parse_bytes("64MiB", "--bytes"), 67108864u);
  EXPECT_EQ(parse_bytes("4GiB", "--bytes"), 4294967296u);
  EXPECT_EQ(parse_bytes("2TiB", "--bytes"), 2199023255552u);
}

TEST(ParseBytes, TheLargestSizeIsExact) {
  EXPECT_EQ(parse_bytes("18446744073709551615B", "--bytes"), UINT64_MAX);
  EXPECT_EQ(parse_bytes("16777215TiB", "--bytes"), UINT64_MAX >> 40 << 40);
}

struct BadSize {
  const char* text;
  const char* why;
};

class ParseBytesRejects : public ::testing::TestWithParam<BadSize> {};

TEST_P(ParseBytesRejects, NamingTheFlagAndTheRemedy) {
  const auto [text, why] = GetParam();
  try {
    parse_bytes(text, "--bytes");
    FAIL() << text << " was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr(std::string("--bytes ") + text + ": " + why));
    EXPECT_THAT(error.what(), HasSubstr("64MiB"));
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(
    BadSizes, ParseBytesRejects,
    ::testing::Values(BadSize{"", "is not a size"}, BadSize{"MiB", "is not a size"},
                      BadSize{"-1MiB", "is not a size"}, BadSize{" 1MiB", "is not a size"},
                      BadSize{"0MiB", "is zero"}, BadSize{"0", "has no unit"},
                      BadSize{"64", "has no unit"}, BadSize{"64M", "has an unknown unit"},
                      BadSize{"64mib", "has an unknown unit"}, BadSize{"64 MiB", "has an unknown"},
                      BadSize{"1.5GiB", "has an unknown unit"}, BadSize{"1e9B", "has an unknown"},
                      BadSize{"64MiBx", "has an unknown unit"}, BadSize{"0x10B", "has an unknown"},
                      BadSize{"16777216TiB", "is larger than any memory"},
                      BadSize{"18446744073709551616B", "is not a size"}));

TEST(ParseBytesRange, DoublesFromFirstToLast) {
  EXPECT_THAT(parse_bytes_range("1MiB", "--bytes"), ElementsAre(1u << 20));
  EXPECT_THAT(parse_bytes_range("1MiB..1MiB", "--bytes"), ElementsAre(1u << 20));
  EXPECT_THAT(parse_bytes_range("1MiB..8MiB", "--bytes"),
              ElementsAre(1u << 20, 2u << 20, 4u << 20, 8u << 20));
}

TEST(ParseBytesRange, TheLastSizeIsIncludedEvenBetweenSteps) {
  EXPECT_THAT(parse_bytes_range("1MiB..3MiB", "--bytes"),
              ElementsAre(1u << 20, 2u << 20, 3u << 20));
}

TEST(ParseBytesRange, EndsAtTheLargestSize) {
  const auto sizes = parse_bytes_range("1B..18446744073709551615B", "--bytes");
  ASSERT_EQ(sizes.size(), 65u);
  EXPECT_EQ(sizes[63], std::uint64_t{1} << 63);
  EXPECT_EQ(sizes[64], UINT64_MAX);
}

TEST(ParseBytesRange, RejectsWhatHasNoSizes) {
  EXPECT_THROW(parse_bytes_range("8MiB..1MiB", "--bytes"), Error);
  EXPECT_THROW(parse_bytes_range("..1MiB", "--bytes"), Error);
  EXPECT_THROW(parse_bytes_range("1MiB..", "--bytes"), Error);
  EXPECT_THROW(parse_bytes_range("0B..1MiB", "--bytes"), Error);
  EXPECT_THROW(parse_bytes_range("1MiB...2MiB", "--bytes"), Error);
}

TEST(FormatBytes, IsExactOnWholeUnitsAndRoundedBetween) {
  EXPECT_EQ(format_bytes(0), "0B");
  EXPECT_EQ(format_bytes(1), "1B");
  EXPECT_EQ(format_bytes(1023), "1023B");
  EXPECT_EQ(format_bytes(1024), "1KiB");
  EXPECT_EQ(format_bytes(1536), "1.50KiB");
  EXPECT_EQ(format_bytes(std::uint64_t{1} << 30), "1GiB");
  EXPECT_EQ(format_bytes(std::uint64_t{3} << 29), "1.50GiB");
  EXPECT_EQ(format_bytes(std::uint64_t{1} << 50), "1024TiB");
}

TEST(FormatExactBytes, RoundTripsThroughParseBytes) {
  EXPECT_EQ(format_exact_bytes(std::uint64_t{3} << 29), "1536MiB");
  EXPECT_EQ(format_exact_bytes(1025), "1025B");
  for (const std::uint64_t bytes : {std::uint64_t{1}, std::uint64_t{100000064}, UINT64_MAX}) {
    EXPECT_EQ(parse_bytes(format_exact_bytes(bytes), "--bytes"), bytes);
  }
}

TEST(FormatQuantity, HasThreeDigitsAndADecimalPrefix) {
  EXPECT_EQ(format_quantity(45.2e9, "B/s"), "45.2 GB/s");
  EXPECT_EQ(format_quantity(1.034e12, "FLOP/s"), "1.03 TFLOP/s");
  EXPECT_EQ(format_quantity(850e-6, "s"), "850 us");
  EXPECT_EQ(format_quantity(2.5e9, "Hz"), "2.50 GHz");
  EXPECT_EQ(format_quantity(3.2e-11, "s"), "32.0 ps");
  EXPECT_EQ(format_quantity(0, "B/s"), "0 B/s");
}

TEST(FormatQuantity, NeverShowsFourDigitsAtAPrefixEdge) {
  EXPECT_EQ(format_quantity(999.4e6, "B/s"), "999 MB/s");
  EXPECT_EQ(format_quantity(999.6e6, "B/s"), "1.00 GB/s");
  EXPECT_EQ(format_quantity(9.996e9, "B/s"), "10.0 GB/s");
  EXPECT_EQ(format_quantity(99.96e9, "B/s"), "100 GB/s");
}

TEST(FormatDuration, ChangesUnitAtAMinuteAndAnHour) {
  EXPECT_EQ(format_duration(Seconds(0.00085)), "850 us");
  EXPECT_EQ(format_duration(Seconds(12.34)), "12.3 s");
  EXPECT_EQ(format_duration(Seconds(60)), "1 min 0 s");
  EXPECT_EQ(format_duration(Seconds(250)), "4 min 10 s");
  EXPECT_EQ(format_duration(Seconds(3599.6)), "1 h 0 min");
  EXPECT_EQ(format_duration(Seconds(7380)), "2 h 3 min");
}

}  // namespace
}  // namespace assay
