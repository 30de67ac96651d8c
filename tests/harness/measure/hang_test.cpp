// Does a case that did not end leave in its result who did not come?
#include <gtest/gtest.h>

#include "harness/measure/measure.hpp"
#include "harness/measure/stall.hpp"
#include "tests/harness/measure/fake_session.hpp"

namespace assay::measure {
namespace {

TEST(Stall, IsPutIntoWords) {
  const Stall stall{.happened = 1,
                    .rank = 1,
                    .block = 4,
                    .phase = Phase::start,
                    .peer = 0,
                    .expected = 2,
                    .seen = 0};
  EXPECT_EQ(stall_text(stall),
            "rank 1 waited in vain for rank 0: block 4, phase start, expected 2 and saw 0");
  const Hang hang = hang_of(stall, {"cuda:3", "cuda:5"});
  EXPECT_EQ(hang.missing_names, std::vector<std::string>{"cuda:3"});
  EXPECT_EQ(hang.rank, 1u);
  EXPECT_EQ(hang.expected, 2u);
}

TEST(Hang, IsInTheResultOfItsCaseAndTheOthersGoOn) {
  Bench bench({fake_case(1), fake_case(2)});
  bench.script(0).seconds = [](int sample) -> double {
    if (sample > 3) throw HangError("rank 1 waited", {.missing = {4}, .missing_names = {"cuda:4"}});
    return 0.01;
  };
  const auto results = bench.run();
  EXPECT_EQ(results[0].status, Status::error);
  EXPECT_EQ(results[0].reason, "rank 1 waited");
  ASSERT_TRUE(results[0].hang);
  EXPECT_EQ(results[0].hang->missing, std::vector<std::uint32_t>{4});
  EXPECT_EQ(results[1].status, Status::ok);
  EXPECT_FALSE(results[1].hang);
}

}  // namespace
}  // namespace assay::measure
