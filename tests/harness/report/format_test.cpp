// Which words does --format take?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/format.hpp"

#include <gtest/gtest.h>

#include "kernels/error.hpp"

namespace assay::report {
namespace {

TEST(Format, TakesItsThreeWords) {
  EXPECT_EQ(parse_format("text"), Format::text);
  EXPECT_EQ(parse_format("markdown"), Format::markdown);
  EXPECT_EQ(parse_format("json"), Format::json);
}

TEST(Format, RefusesEveryOther) {
  for (const char* word : {"", "TEXT", "md", "json ", "html"}) {
    try {
      parse_format(word);
      ADD_FAILURE() << word;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_EQ(error.what(),
                "--format " + std::string(word) + ": unknown; give text, markdown or json");
    }
  }
}

}  // namespace
}  // namespace assay::report
