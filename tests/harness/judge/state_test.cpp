// Does the worst state win, and give the promised exit code?
#include "harness/judge/state.hpp"

#include <gtest/gtest.h>

namespace assay::judge {
namespace {

TEST(State, TheWorstWins) {
  EXPECT_EQ(worst(State::pass, State::fail), State::fail);
  EXPECT_EQ(worst(State::could_not_judge, State::fail), State::could_not_judge);
  EXPECT_EQ(worst(State::could_not_judge, State::wrong), State::wrong);
}

TEST(State, HasTheExitCodesOfTheReadme) {
  EXPECT_EQ(exit_code_of(State::pass), 0);
  EXPECT_EQ(exit_code_of(State::fail), 1);
  EXPECT_EQ(exit_code_of(State::could_not_judge), 3);
  EXPECT_EQ(exit_code_of(State::wrong), 4);
  EXPECT_EQ(to_string(State::could_not_judge), "could-not-judge");
}

}  // namespace
}  // namespace assay::judge
