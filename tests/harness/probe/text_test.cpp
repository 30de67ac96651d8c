// Is text judged and parsed strictly?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace assay::probe {
namespace {

using namespace std::string_view_literals;

TEST(Text, utf8_is_recognised) {
  for (const auto text : {""sv, "plain"sv, "M\xc3\xbcller"sv, "\xe2\x82\xac"sv,
                          "\xf0\x9f\x98\x80"sv, "\xed\x9f\xbf"sv, "\xf4\x8f\xbf\xbf"sv}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
}

TEST(Text, what_is_not_utf8_is_refused) {
  for (const auto text : {"\x80"sv, "\xc0\x80"sv, "\xc1\xbf"sv, "\xe0\x9f\xbf"sv, "\xed\xa0\x80"sv,
                          "\xf0\x8f\xbf\xbf"sv, "\xf4\x90\x80\x80"sv, "\xf5\x80\x80\x80"sv,
                          "\xe2\x82"sv, "\xc3"sv, "a\xffz"sv, "\xe2\x28\xa1"sv, "\xe2\x82\x28"sv}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(Text, clean_text_is_trimmed) {
  EXPECT_EQ(clean_text(" \t a b \r\n"), "a b");
}

TEST(Text, clean_text_refuses_what_a_document_or_terminal_must_not_get) {
  EXPECT_EQ(clean_text(""), std::nullopt);
  EXPECT_EQ(clean_text(" \n"), std::nullopt);
  EXPECT_EQ(clean_text("\x1b[31mred"), std::nullopt);
  EXPECT_EQ(clean_text("two\nlines"), std::nullopt);
  EXPECT_EQ(clean_text("a\0b"sv), std::nullopt);
  EXPECT_EQ(clean_text("\xff"), std::nullopt);
  EXPECT_EQ(clean_text("12345", 4), std::nullopt);
  EXPECT_EQ(clean_text("1234", 4), "1234");
}

TEST(Text, split_leaves_empty_pieces_out) {
  EXPECT_EQ(split(",a,,b,", ','), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_TRUE(split("", ',').empty());
  EXPECT_TRUE(split(",,", ',').empty());
}

TEST(Text, numbers_are_whole_texts) {
  EXPECT_EQ(parse_number(" 42\n"), 42u);
  EXPECT_EQ(parse_number("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
  for (const auto text :
       {""sv, "-1"sv, "+1"sv, "1 2"sv, "0x10"sv, "1e3"sv, "max"sv, "18446744073709551616"sv}) {
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
  }
}

TEST(Text, small_numbers_fit_an_int) {
  EXPECT_EQ(parse_small_number("2147483647"), 2147483647);
  EXPECT_EQ(parse_small_number("2147483648"), std::nullopt);
}

TEST(Text, reals_are_finite_and_positive) {
  EXPECT_EQ(parse_positive_real("2299.5"), 2299.5);
  for (const auto text : {""sv, "0"sv, "-1.5"sv, "nan"sv, "inf"sv, "1e999"sv, "2.5 GHz"sv}) {
    EXPECT_EQ(parse_positive_real(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace assay::probe
