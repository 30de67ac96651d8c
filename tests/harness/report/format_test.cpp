// Which words does --format take?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/format.hpp"

#include <gtest/gtest.h>

#include "kernels/error.hpp"

namespace assay::report {
namespace {

constexpr std::initializer_list<Format> kAll = {
    Format::text, Format::markdown, Format::json,        Format::html,
    Format::csv,  Format::junit,    Format::openmetrics, Format::nagios};

TEST(Format, TakesTheWordOfEach) {
  for (const char* word :
       {"text", "markdown", "json", "html", "csv", "junit", "openmetrics", "nagios"}) {
    EXPECT_EQ(to_string(parse_format(word, kAll)), word);
  }
}

TEST(Format, RefusesWhatTheVerbDoesNotTakeAndSaysWhatItTakes) {
  for (const char* word : {"", "TEXT", "md", "json ", "html"}) {
    try {
      parse_format(word, kPageFormats);
      ADD_FAILURE() << word;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_EQ(error.what(),
                "--format " + std::string(word) + ": unknown; give text, markdown or json");
    }
  }
}

TEST(Format, ListsWordsAsASentenceDoes) {
  EXPECT_EQ(words_of({Format::json}), "json");
  EXPECT_EQ(words_of({Format::text, Format::html}), "text or html");
  EXPECT_EQ(words_of(kPageFormats), "text, markdown or json");
}

}  // namespace
}  // namespace assay::report
