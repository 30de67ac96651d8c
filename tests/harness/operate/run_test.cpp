// Does a run leave the right document, exit code and files, whatever happens on the way?
#include "harness/operate/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "harness/document/reader.hpp"
#include "tests/harness/operate/fakes.hpp"

namespace assay::operate {
namespace {

namespace fs = std::filesystem;
using measure::Status;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Run : public ::testing::Test {
 protected:
  Run() {
    std::string name = (fs::temp_directory_path() / "assay_run_XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~Run() override { fs::remove_all(folder_); }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  fs::path folder_;
  fake::Silent silent_;
};

TEST_F(Run, MeasuresEveryCaseAndKeepsTheSameDocument) {
  fake::Factory sessions;
  const auto invocation = fake::invocation(2, folder_ / "r.json");
  const auto document = run(invocation, sessions, silent_);
  EXPECT_EQ(exit_code_of(document), 0);
  EXPECT_TRUE(document.run.complete);
  EXPECT_FALSE(document.run.interrupted_by);
  ASSERT_EQ(document.cases.size(), 2u);
  EXPECT_EQ(document.cases[1].statistics->median, 2048.0 / 0.001);

  const auto read = document::read_document(invocation.output);
  EXPECT_EQ(read.run.id, document.run.id);
  EXPECT_EQ(read.run.arguments, invocation.arguments);
  EXPECT_TRUE(read.run.complete);
  EXPECT_EQ(read.cases[1].samples, document.cases[1].samples);
  EXPECT_EQ(files(), std::vector<std::string>{"r.json"});
}

TEST_F(Run, WithoutOutputWritesNothing) {
  fake::Factory sessions;
  EXPECT_EQ(exit_code_of(run(fake::invocation(1), sessions, silent_)), 0);
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Run, UnwritableOutputFailsBeforeAnythingIsMeasured) {
  int set_ups = 0;
  fake::Factory sessions({.on_set_up = [&](std::uint64_t) { ++set_ups; }});
  const auto invocation = fake::invocation(2, folder_ / "missing" / "r.json");
  try {
    run(invocation, sessions, silent_);
    FAIL() << "was written";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_THAT(error.what(), HasSubstr("missing/r.json"));
  }
  EXPECT_EQ(set_ups, 0);
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Run, BadGoogleBenchmarkFlagsLeaveNoFile) {
  fake::Factory sessions;
  auto invocation = fake::invocation(1, folder_ / "r.json");
  invocation.google_benchmark_flags = {"--benchmark_filter=nothing_like_it"};
  EXPECT_THROW(run(invocation, sessions, silent_), Error);
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Run, EveryCaseIsOnDiskBeforeTheNextBegins) {
  const fs::path output = folder_ / "r.json";
  std::vector<std::vector<Status>> seen;
  fake::Factory sessions({.on_set_up = [&](std::uint64_t) {
    auto& statuses = seen.emplace_back();
    const auto document = document::read_document(output);
    EXPECT_FALSE(document.run.complete);
    for (const auto& record : document.cases) statuses.push_back(record.status);
  }});
  run(fake::invocation(2, output), sessions, silent_);
  EXPECT_EQ(seen, (std::vector<std::vector<Status>>{{Status::skipped, Status::skipped},
                                                    {Status::ok, Status::skipped}}));
}

TEST_F(Run, AWrongAnswerOutranksEverything) {
  fake::Factory sessions({.is_right = [](std::uint64_t bytes) { return bytes != 2048; }});
  auto invocation = fake::invocation(3, folder_ / "r.json");
  invocation.plan.cases[2].unavailable = "no such GPU";
  const auto document = run(invocation, sessions, silent_);
  EXPECT_EQ(document.cases[0].status, Status::ok);
  EXPECT_EQ(document.cases[1].status, Status::wrong);
  EXPECT_FALSE(document.cases[1].statistics);
  EXPECT_EQ(document.cases[2].status, Status::skipped);
  EXPECT_EQ(document.cases[2].reason, "no such GPU");
  EXPECT_TRUE(document.run.complete);
  EXPECT_EQ(exit_code_of(document), 4);
  EXPECT_THAT(document::find_problems(invocation.output), IsEmpty());
}

TEST_F(Run, AFailingCaseIsAnErrorAndTheRunGoesOn) {
  fake::Factory sessions({.on_set_up = [](std::uint64_t bytes) {
    if (bytes == 1024) throw std::runtime_error("out of memory");
  }});
  const auto document = run(fake::invocation(2), sessions, silent_);
  EXPECT_EQ(document.cases[0].status, Status::error);
  EXPECT_EQ(document.cases[0].reason, "out of memory");
  EXPECT_EQ(document.cases[1].status, Status::ok);
  EXPECT_EQ(exit_code_of(document), 3);
}

TEST_F(Run, ASignalKeepsWhatIsFinishedAndSkipsTheRest) {
  for (const int number : {SIGINT, SIGTERM}) {
    fake::Factory sessions({.on_set_up = [&](std::uint64_t bytes) {
      if (bytes == 2048) raise(number);
    }});
    const auto invocation = fake::invocation(3, folder_ / "r.json");
    const auto document = run(invocation, sessions, silent_);
    EXPECT_EQ(document.run.interrupted_by, number == SIGINT ? "SIGINT" : "SIGTERM");
    EXPECT_FALSE(document.run.complete);
    EXPECT_EQ(document.cases[0].status, Status::ok);
    EXPECT_EQ(document.cases[1].status, Status::skipped);
    EXPECT_EQ(document.cases[2].status, Status::skipped);
    EXPECT_EQ(exit_code_of(document), 3);
    EXPECT_THAT(document::find_problems(invocation.output), IsEmpty());
    EXPECT_EQ(document::read_document(invocation.output).run.interrupted_by,
              document.run.interrupted_by);
  }
}

// What a simulated run took is not what its device would have taken.
TEST_F(Run, ASimulatedRunSaysSoAndTakesTheTimeThatWasPlanned) {
  fake::Factory sessions;
  auto invocation = fake::invocation(1, folder_ / "r.json");
  invocation.simulated = simulate::Simulation{.part = "h20"};
  const auto document = run(invocation, sessions, silent_);
  ASSERT_TRUE(document.run.simulated);
  EXPECT_EQ(document.run.simulated->part, "h20");
  EXPECT_EQ(document.cases[0].elapsed, Seconds(2)) << "the estimate";
  EXPECT_EQ(document.cases[0].warm_up, Seconds(0));
  EXPECT_EQ(document::read_document(invocation.output).run.simulated->part, "h20");
  EXPECT_FALSE(run(fake::invocation(1), sessions, silent_).run.simulated);
}

TEST(ExitCode, TheWorstWins) {
  document::Document document;
  EXPECT_EQ(exit_code_of(document), 0);
  const auto with = [&](Status status) {
    document.cases.emplace_back().status = status;
    return exit_code_of(document);
  };
  EXPECT_EQ(with(Status::ok), 0);
  EXPECT_EQ(with(Status::skipped), 3);
  EXPECT_EQ(with(Status::wrong), 4);
  EXPECT_EQ(with(Status::error), 4);
  document.cases = {document.cases[3]};
  EXPECT_EQ(exit_code_of(document), 3);
}

}  // namespace
}  // namespace assay::operate
