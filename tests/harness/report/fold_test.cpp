// Does folded text keep every word, and every line its width?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/fold.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "harness/report/plain.hpp"

namespace assay::report {
namespace {

using Lines = std::vector<std::string>;

TEST(Fold, BreaksBetweenWords) {
  EXPECT_EQ(fold("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(fold("one two three", 6), (Lines{"one", "two", "three"}));
  EXPECT_EQ(fold("one two", 7), (Lines{"one two"}));
}

TEST(Fold, BreaksAWordThatIsTooLong) {
  EXPECT_EQ(fold("abcdefgh", 3), (Lines{"abc", "def", "gh"}));
  EXPECT_EQ(fold("a bcdefgh i", 3), (Lines{"a", "bcd", "efg", "h i"}));
}

TEST(Fold, CountsCodePointsAndNeverSplitsOne) {
  EXPECT_EQ(fold("äöüß", 2), (Lines{"äö", "üß"}));
  EXPECT_EQ(fold("漢字 仮名", 2), (Lines{"漢字", "仮名"}));
}

TEST(Fold, OfNothingIsOneEmptyLine) {
  EXPECT_EQ(fold("", 5), (Lines{""}));
  EXPECT_EQ(fold("        ", 5), (Lines{""}));
}

TEST(Fold, NoLineIsEverTooWide) {
  const std::string text = "The quick brown föx jumps over thelazydogthatsleepsfortoolong a b c.";
  for (std::size_t columns = 1; columns < 75; ++columns) {
    std::string kept;
    for (const auto& line : fold(text, columns)) {
      EXPECT_LE(width(line), columns);
      kept += line;
    }
    std::string letters = text;
    std::erase(letters, ' ');
    std::erase(kept, ' ');
    EXPECT_EQ(kept, letters) << columns;
  }
}

TEST(Fold, RefusesNoWidth) {
  EXPECT_THROW(fold("a", 0), std::logic_error);
}

TEST(LongestWord, IsMeasuredInColumns) {
  EXPECT_EQ(longest_word("a äöü bc"), 3u);
  EXPECT_EQ(longest_word("  "), 0u);
}

}  // namespace
}  // namespace assay::report
