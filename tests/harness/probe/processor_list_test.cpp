// Are the lists of cpuset(7) read, and nothing else?
// SPDX-License-Identifier: Apache-2.0
#include "harness/probe/processor_list.hpp"

#include <gtest/gtest.h>

#include <string>

namespace assay::probe {
namespace {

using List = std::vector<int>;

TEST(ProcessorList, ranges_and_single_numbers) {
  EXPECT_EQ(parse_processor_list("0-3,8\n"), (List{0, 1, 2, 3, 8}));
  EXPECT_EQ(parse_processor_list("7"), List{7});
  EXPECT_EQ(parse_processor_list("5-5"), List{5});
}

TEST(ProcessorList, is_ascending_without_repetition) {
  EXPECT_EQ(parse_processor_list("8,0-2,1-3"), (List{0, 1, 2, 3, 8}));
}

TEST(ProcessorList, empty_text_is_an_empty_list) {
  EXPECT_EQ(parse_processor_list("\n"), List{});
}

TEST(ProcessorList, garbage_is_refused) {
  for (const char* text : {"a", "0-", "-3", "3-1", "0-3,x", "0-1-2", "1;2", "0x3", "(null)"}) {
    EXPECT_EQ(parse_processor_list(text), std::nullopt) << text;
  }
}

TEST(ProcessorList, no_text_fills_the_memory) {
  EXPECT_EQ(parse_processor_list("0-65535")->size(), 65536u);
  EXPECT_EQ(parse_processor_list("0-65536"), std::nullopt);
  EXPECT_EQ(parse_processor_list("0-4000000000"), std::nullopt);
  std::string repeated;
  for (int i = 0; i < 1000; ++i) repeated += "0-65535,";
  EXPECT_EQ(parse_processor_list(repeated), std::nullopt);
}

TEST(ProcessorList, intersection_keeps_the_order) {
  EXPECT_EQ(intersection({1, 4, 9}, {0, 1, 2, 9}), (List{1, 9}));
  EXPECT_EQ(intersection({1}, {}), List{});
}

}  // namespace
}  // namespace assay::probe
