// Is every fault that can be asked for understood, and everything else refused?
#include "harness/operate/injection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernels/error.hpp"
#include "tests/harness/operate/fakes.hpp"

namespace assay::operate {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::string& list) {
  try {
    parse_injections(list);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return "";
}

TEST(Injection, WordsGlobsAndNumbers) {
  const auto made =
      parse_injections("hang@memory.*,crash@*cuda:1,crash@*cuda:1:3,slow@*:0.8,wrong@a,nan@b?");
  ASSERT_EQ(made.size(), 6u);
  EXPECT_EQ(made[0].fault, Fault::hang);
  EXPECT_EQ(made[0].cases, "memory.*");
  EXPECT_EQ(made[0].sample, 1u);
  EXPECT_EQ(made[1].cases, "*cuda:1") << "the number of a device is none of ours";
  EXPECT_EQ(made[2].cases, "*cuda:1");
  EXPECT_EQ(made[2].sample, 3u);
  EXPECT_EQ(made[3].share, 0.8);
  EXPECT_EQ(made[4].fault, Fault::wrong);
  EXPECT_EQ(made[5].text, "nan@b?");
  EXPECT_TRUE(parse_injections(std::nullopt).empty());
}

TEST(Injection, WhatMeansNothingIsRefused) {
  EXPECT_THAT(refusal(""), HasSubstr("no such fault"));
  EXPECT_THAT(refusal("melt@*"), HasSubstr("--inject melt@*: there is no such fault"));
  EXPECT_THAT(refusal("hang"), HasSubstr("names no case"));
  EXPECT_THAT(refusal("hang@"), HasSubstr("names no case"));
  EXPECT_THAT(refusal("hang@*,"), HasSubstr("no such fault"));
  EXPECT_THAT(refusal("slow@*"), HasSubstr("which share"));
  EXPECT_THAT(refusal("slow@*cuda:0"), HasSubstr("which share"));
  for (const char* share : {"0", "1", "1.5", "-1", "nan", "1e999", "0.5.5"}) {
    EXPECT_NE(refusal(std::string("slow@*:") + share), "") << share;
  }
  EXPECT_THAT(refusal("crash@*:0"), HasSubstr("from 1"));
  EXPECT_THAT(refusal("crash@*:1.5"), HasSubstr("from 1"));
  EXPECT_THAT(refusal("wrong@*:2"), HasSubstr("no number"));
}

TEST(Injection, OneThatStrikesNothingIsRefused) {
  plan::Plan plan = fake::plan_of(2);
  EXPECT_NO_THROW(
      require_all_strike(parse_injections("hang@memory.read,wrong@*bytes=2KiB*"), plan));
  EXPECT_THROW(require_all_strike(parse_injections("hang@memory.read,wrong@*bytes=3KiB*"), plan),
               Error);
  plan.cases[1].unavailable = "no such GPU";
  EXPECT_THROW(require_all_strike(parse_injections("wrong@*bytes=2KiB*"), plan), Error);
}

}  // namespace
}  // namespace assay::operate
