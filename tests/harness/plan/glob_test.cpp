// Do filters match what people mean by * and ?, and nothing else?
#include "harness/plan/glob.hpp"

#include <gtest/gtest.h>

#include <string>

namespace assay::plan {
namespace {

struct Row {
  const char* pattern;
  const char* text;
  bool expected;
};
class Glob : public ::testing::TestWithParam<Row> {};

TEST_P(Glob, Matches) {
  const auto [pattern, text, expected] = GetParam();
  EXPECT_EQ(matches(pattern, text), expected) << pattern << " on " << text;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Glob,
    ::testing::Values(
        Row{"memory.read", "memory.read", true}, Row{"memory.read", "memory.rea", false},
        Row{"memory.rea", "memory.read", false}, Row{"memory.*", "memory.read", true},
        Row{"memory.*", "memory.", true}, Row{"memory.*", "memory", false},
        Row{"*read", "memory.read", true}, Row{"*", "", true}, Row{"", "", true},
        Row{"", "x", false}, Row{"?", "", false}, Row{"?", "x", true},
        Row{"memory.r??d", "memory.read", true}, Row{"memory.r?d", "memory.read", false},
        Row{"*a*b*", "xxaxxbxx", true}, Row{"*a*b*", "xxbxxaxx", false},
        Row{"*aab", "aaaaab", true}, Row{"a**b", "ab", true},
        Row{"*[bytes=1GiB*", "memory.read/bandwidth [bytes=1GiB type=fp64] cpu", true},
        Row{"memory.[rw]*", "memory.read", false}, Row{"MEMORY.*", "memory.read", false}));

TEST(GlobCost, ManyStarsOnALongTextStayCheap) {
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "*a";
  EXPECT_FALSE(matches(pattern + "b", std::string(5000, 'a')));
}

}  // namespace
}  // namespace assay::plan
