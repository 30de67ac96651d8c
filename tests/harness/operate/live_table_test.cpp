// Does a terminal show each device with what it is doing, drawn over itself and gone at the end?
#include "harness/operate/live_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/harness/operate/fakes.hpp"

namespace assay::operate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// What a terminal shows that was sent this text: lines, the cursor behind the last.
class Terminal {
 public:
  explicit Terminal(const std::string& text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text.compare(at, 4, "\x1b[1A") == 0) {
        EXPECT_GT(line_, 0u) << "above the first line";
        --line_;
        at += 3;
      } else if (text.compare(at, 4, "\r\x1b[J") == 0) {
        lines_.resize(line_ + 1);
        lines_[line_].clear();
        at += 3;
      } else if (text[at] == '\n') {
        ++line_;
        if (lines_.size() <= line_) lines_.resize(line_ + 1);
      } else {
        lines_[line_] += text[at];
      }
    }
  }
  std::vector<std::string> lines() const {
    return {lines_.begin(), lines_.end() - (lines_.back().empty() ? 1 : 0)};
  }

 private:
  std::vector<std::string> lines_{1};
  std::size_t line_ = 0;
};

class Table : public testing::Test {
 protected:
  Table() : plan_(fake::plan_of(5)) {
    using Kind = plan::DeviceId::Kind;
    const auto gpu = [](int index) { return plan::DeviceId{.kind = Kind::cuda, .index = index}; };
    plan_.cases[0].group = {gpu(0), gpu(10)};
    for (const std::size_t i : {1u, 2u}) plan_.cases[i].device = gpu(0);
    for (const std::size_t i : {3u, 4u}) plan_.cases[i].device = gpu(10);
    for (auto& one : plan_.cases) one.estimate = Seconds(2);
    table_.emplace(
        plan_, stream_,
        LiveTable::Options{.columns = 60, .share = 0.6, .elapsed = [this] { return now_; }});
  }
  void start(std::size_t index) { table_->case_started(index, 5, plan_.cases[index]); }
  void finish(std::size_t index, measure::Status status = measure::Status::ok) {
    measure::CaseResult result;
    result.planned = plan_.cases[index];
    result.status = status;
    table_->case_finished(index, 5, result);
  }
  std::vector<std::string> shown() const { return Terminal(stream_.str()).lines(); }

  plan::Plan plan_;
  std::ostringstream stream_;
  Seconds now_{0};
  std::optional<LiveTable> table_;
};

TEST_F(Table, ALineForEachDeviceAndWhatTheyDoTogetherLast) {
  start(1);
  start(3);
  now_ = Seconds(1.5);
  finish(1);
  start(2);
  now_ = Seconds(2.5);
  table_->waiting();
  EXPECT_THAT(shown(), ElementsAre("cuda:0       1 of 2     1.00 s  memory.read/bandwidth [b...",
                                   "cuda:10      0 of 2     2.50 s  memory.read/bandwidth [b...",
                                   "together     0 of 1   ",
                                   "1 of 5 cases  elapsed 2.50 s  remaining about 10.0 s"));
}

TEST_F(Table, CountsWhatFailedAndWhatIsDone) {
  for (const std::size_t i : {1u, 2u}) {
    start(i);
    finish(i, i == 1 ? measure::Status::wrong : measure::Status::ok);
  }
  EXPECT_THAT(shown()[0], HasSubstr("2 of 2     1 failed  done"));
  start(2);
  finish(2, measure::Status::error);
  EXPECT_THAT(shown()[0], HasSubstr("2 of 2     1 failed  done")) << "measured again";
}

TEST_F(Table, BeforeAnythingIsFinishedTheEstimatesCount) {
  start(1);
  EXPECT_THAT(shown().back(), HasSubstr("remaining about 6.00 s")) << "0.6 of 10 s";
}

TEST_F(Table, IsDrawnOnceASecondWhileNothingHappens) {
  table_->waiting();
  EXPECT_EQ(stream_.str(), "") << "nothing has begun";
  start(1);
  const auto before = stream_.str();
  now_ = Seconds(0.9);
  table_->waiting();
  EXPECT_EQ(stream_.str(), before);
  now_ = Seconds(1);
  table_->waiting();
  EXPECT_NE(stream_.str(), before);
  EXPECT_EQ(shown().size(), 4u) << "over itself";
}

TEST_F(Table, NoLineIsWiderThanTheTerminalAndNothingIsLeft) {
  start(1);
  for (const auto& line : shown()) EXPECT_LT(line.size(), 60u);
  table_.reset();
  EXPECT_THAT(shown(), IsEmpty());
}

TEST_F(Table, OneDeviceNeedsNone) {
  EXPECT_EQ(LiveTable::lines_for(plan_), 4u);
  EXPECT_EQ(LiveTable::lines_for(fake::plan_of(5)), 1u);
  EXPECT_EQ(LiveTable::lines_for({}), 1u);
}

}  // namespace
}  // namespace assay::operate
