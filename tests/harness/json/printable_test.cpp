// Does text from a file stay text on a terminal?
#include "harness/json/printable.hpp"

#include <gtest/gtest.h>

namespace assay::json {
namespace {

TEST(Printable, LeavesPlainTextAlone) {
  for (const std::string text : {"", "/cases/0", "ü€\U0001f600 \"\\'", "\u00a0\u2027\u202f"})
    EXPECT_EQ(printable(text), text);
}

TEST(Printable, ShowsWhatControlsATerminal) {
  EXPECT_EQ(printable("a\nb\r\t\x1b[2J\x7f"), "a\\u000ab\\u000d\\u0009\\u001b[2J\\u007f");
  EXPECT_EQ(printable("\u0080\u009b\u009f"), "\\u0080\\u009b\\u009f");
  EXPECT_EQ(printable("\u2028\u202e\u2066\u200f"), "\\u2028\\u202e\\u2066\\u200f");
  EXPECT_EQ(printable(std::string("\0", 1)), "\\u0000");
}

TEST(Printable, ShowsBytesThatAreNotUtf8) {
  EXPECT_EQ(printable("a\xff\xc3"), "a\\xff\\xc3");
  EXPECT_EQ(printable("\xe2\x82"), "\\xe2\\x82");
}

}  // namespace
}  // namespace assay::json
