// Does a waiting person see case, elapsed and remaining time, in the form their stream can show?
#include "harness/operate/progress.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/harness/operate/fakes.hpp"

namespace assay::operate {
namespace {

class ProgressTest : public ::testing::Test {
 protected:
  Progress::Options options(bool terminal) {
    return {.terminal = terminal, .columns = 60, .elapsed = [this] { return now_; }};
  }
  measure::CaseResult result(std::size_t index, measure::Status status, Seconds elapsed) {
    measure::CaseResult made;
    made.planned = plan_.cases[index];
    made.status = status;
    made.reason = status == measure::Status::ok ? "" : "because";
    made.elapsed = elapsed;
    return made;
  }

  plan::Plan plan_ = fake::plan_of(3);
  std::ostringstream stream_;
  Seconds now_{0};
};

TEST_F(ProgressTest, PlainLinesScaleWhatRemainsByWhatWasSeen) {
  Progress progress(plan_, stream_, options(false));
  progress.case_started(0, 3, plan_.cases[0]);
  progress.case_finished(0, 3, result(0, measure::Status::ok, Seconds(1)));
  now_ = Seconds(1.5);
  progress.case_started(1, 3, plan_.cases[1]);
  EXPECT_EQ(stream_.str(),
            "case 1 of 3  memory.read/bandwidth [bytes=1KiB type=fp64] cpu  elapsed 0 s  remaining "
            "about 6.00 s\n"
            "case 2 of 3  memory.read/bandwidth [bytes=2KiB type=fp64] cpu  elapsed 1.50 s  "
            "remaining about 2.00 s\n");
}

TEST_F(ProgressTest, PlainLinesTellOfFailuresAsTheyHappen) {
  Progress progress(plan_, stream_, options(false));
  progress.case_finished(0, 3, result(0, measure::Status::skipped, Seconds(0)));
  progress.case_finished(1, 3, result(1, measure::Status::wrong, Seconds(1)));
  progress.case_finished(2, 3, result(2, measure::Status::error, Seconds(1)));
  EXPECT_EQ(stream_.str(),
            "case 2 of 3  memory.read/bandwidth [bytes=2KiB type=fp64] cpu  wrong: because\n"
            "case 3 of 3  memory.read/bandwidth [bytes=3KiB type=fp64] cpu  error: because\n");
}

TEST_F(ProgressTest, ATerminalHasOneLineWithinItsWidthAndItIsClearedAtTheEnd) {
  {
    Progress progress(plan_, stream_, options(true));
    progress.case_started(0, 3, plan_.cases[0]);
    progress.case_finished(0, 3, result(0, measure::Status::ok, Seconds(2)));
    progress.case_started(1, 3, plan_.cases[1]);
  }
  EXPECT_EQ(stream_.str(),
            "\r\x1b[Kcase 1 of 3  elapsed 0 s  remaining about 6.00 s  memory..."
            "\r\x1b[Kcase 2 of 3  elapsed 0 s  remaining about 4.00 s  memory..."
            "\r\x1b[K");
}

TEST_F(ProgressTest, ATerminalIsLeftAloneWhereNothingWasShown) {
  { Progress progress(plan_, stream_, options(true)); }
  EXPECT_EQ(stream_.str(), "");
}

}  // namespace
}  // namespace assay::operate
