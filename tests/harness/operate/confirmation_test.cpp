// Do both results of a case stay that was measured twice, and is nothing lost where the second time
// came to nothing?
#include "harness/operate/confirmation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/operate/keeper.hpp"
#include "tests/harness/operate/fakes.hpp"

namespace assay::operate {
namespace {

using document::CaseRecord;
using measure::Status;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

CaseRecord measured(double value) {
  CaseRecord record;
  record.name = "memory.read/bandwidth cuda:0";
  record.status = Status::ok;
  record.samples = {1 / value};
  record.statistics = measure::Statistics{.count = 1, .median = value};
  record.elapsed = Seconds(value);
  record.telemetry.power_w = value;
  record.telemetry.samples.emplace();
  return record;
}

CaseRecord without_result(Status status) {
  CaseRecord record = measured(1);
  record.samples.clear();
  record.statistics.reset();
  record.status = status;
  record.reason = "why";
  return record;
}

TEST(Confirmation, TheSecondMeasurementIsTheCaseAndTheFirstIsKept) {
  const CaseRecord both = confirmed(measured(4), measured(2), "too slow");
  EXPECT_EQ(both.statistics->median, 4);
  ASSERT_TRUE(both.first);
  EXPECT_EQ(both.first->reason, "too slow");
  EXPECT_THAT(both.first->samples, ElementsAre(0.5));
  EXPECT_EQ(both.first->statistics.median, 2);
  EXPECT_EQ(both.first->elapsed, Seconds(2));
  EXPECT_EQ(both.first->telemetry.power_w, 2);
  EXPECT_FALSE(both.first->telemetry.samples);
}

TEST(Confirmation, ASecondThatDidNotTakePlaceLeavesTheFirst) {
  const CaseRecord kept = confirmed(without_result(Status::skipped), measured(2), "too slow");
  EXPECT_EQ(kept.status, Status::ok);
  EXPECT_EQ(kept.statistics->median, 2);
  EXPECT_FALSE(kept.first);
}

TEST(Confirmation, ASecondThatWentWrongIsWhatTheCaseIs) {
  for (const Status status : {Status::wrong, Status::error, Status::hung}) {
    const CaseRecord both = confirmed(without_result(status), measured(2), "too slow");
    EXPECT_EQ(both.status, status);
    ASSERT_TRUE(both.first);
    EXPECT_EQ(both.first->statistics.median, 2);
  }
}

TEST(Confirmation, BothValuesAreSaid) {
  const std::string text = both_values(confirmed(measured(4e12), measured(2e12), "too slow"));
  EXPECT_THAT(text, HasSubstr("2.00 TB/s at first, 4.00 TB/s then"));
  EXPECT_THAT(both_values(confirmed(without_result(Status::hung), measured(2e12), "too slow")),
              HasSubstr("at first, hung then"));
}

TEST(Confirmation, ADocumentThatNobodyPublishedAnythingOfHasNoDoubts) {
  document::Document document;
  document.cases = {measured(1), measured(2)};
  for (CaseRecord& record : document.cases) record.device = "cpu";
  EXPECT_TRUE(doubts_of(catalogue::embedded_catalogue(), document).empty());
}

}  // namespace
}  // namespace assay::operate
