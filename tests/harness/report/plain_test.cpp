// Is text from elsewhere harmless on a terminal, and within the width?
#include "harness/report/plain.hpp"

#include <gtest/gtest.h>

namespace assay::report {
namespace {

TEST(Printable, ReplacesWhatSteersATerminal) {
  EXPECT_EQ(printable("GPU \x1b[31mred\x7f\n"), "GPU ?[31mred??");
  EXPECT_EQ(printable("a\xC2\x9B"
                      "b"),
            "a?b");
  EXPECT_EQ(printable("H20\u202E001H"), "H20?001H") << "text that turns round could show H100";
  EXPECT_EQ(printable("a\xFFz"), "a?z");
  EXPECT_EQ(printable("M\xC3\xBCller \xC2\xB5s"), "M\xC3\xBCller \xC2\xB5s");
}

TEST(Width, CountsCodePoints) {
  EXPECT_EQ(width(""), 0u);
  EXPECT_EQ(width("abc"), 3u);
  EXPECT_EQ(width("M\xC3\xBCller"), 6u);
}

TEST(Cut, EndsInDotsAndNeverInsideACharacter) {
  EXPECT_EQ(cut("abcdef", 6), "abcdef");
  EXPECT_EQ(cut("abcdefg", 6), "abc...");
  EXPECT_EQ(cut("\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC", 4), "\xC3\xBC...");
  EXPECT_EQ(cut("abcdef", 2), "..");
}

TEST(Wrap, BreaksBetweenWordsAndIndentsTheRest) {
  const std::string word(30, 'x');
  EXPECT_EQ(wrap("short", 2), "short\n");
  EXPECT_EQ(wrap("", 2), "\n");
  EXPECT_EQ(wrap(word + " " + word + " " + word, 2), word + " " + word + "\n  " + word + "\n");
  EXPECT_EQ(wrap("a " + std::string(100, 'y'), 2), "a\n  " + std::string(100, 'y') + "\n");
}

TEST(Wrap, FillsALineToExactlyTheWidth) {
  const std::string full = std::string(39, 'a') + " " + std::string(40, 'b');
  EXPECT_EQ(wrap(full, 2), full + "\n");
  EXPECT_EQ(wrap(full + "b", 2), std::string(39, 'a') + "\n  " + std::string(41, 'b') + "\n");
}

}  // namespace
}  // namespace assay::report
