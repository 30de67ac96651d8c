// What becomes of a document that comes again, changed, continued, or from the future?
// SPDX-License-Identifier: Apache-2.0
#include "harness/archive/writer.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "harness/archive/archive.hpp"
#include "kernels/error.hpp"
#include "tests/harness/archive/sample_entry.hpp"

namespace assay::archive {
namespace {

constexpr const char* kNight = "2026-03-01T02:00:00Z";

Parcel of_state(bool complete, std::uint32_t continued, const std::string& text) {
  auto entry = sample_entry("r1", "node1", kNight);
  entry.run.complete = complete;
  entry.run.continued = continued;
  return parcel(entry, text);
}

TEST(Writer, TheSameDocumentAgainIsAlreadyThere) {
  TemporaryArchive file;
  EXPECT_EQ(file.put(of_state(true, 0, "{}")).outcome, Outcome::added);
  EXPECT_EQ(file.put(of_state(true, 0, "{}")).outcome, Outcome::already_there);
  const auto twice = std::vector(2, of_state(true, 0, "{}"));
  EXPECT_EQ(Writer(file.path()).add(twice, at(kNight))[1].outcome, Outcome::already_there);
  EXPECT_EQ(Archive(file.path()).runs().size(), 1u);
}

TEST(Writer, AnotherDocumentOfTheSameRunIsRefusedAndNamed) {
  TemporaryArchive file;
  file.put(of_state(true, 0, "{}"));
  const auto refused = file.put(of_state(true, 0, "{ }"));
  EXPECT_EQ(refused.outcome, Outcome::refused);
  EXPECT_NE(refused.reason.find("another document of the same run r1"), std::string::npos)
      << refused.reason;
  const Archive archive(file.path());
  EXPECT_EQ(archive.text_of(archive.runs()[0].number), "{}");
}

TEST(Writer, ARunIdOfAnotherHostIsRefused) {
  TemporaryArchive file;
  auto entry = sample_entry("r1", "node1", kNight);
  entry.run.complete = false;
  file.add({entry});
  const auto refused = file.put(parcel(sample_entry("r1", "node2", kNight), "{}"));
  EXPECT_EQ(refused.outcome, Outcome::refused);
  EXPECT_NE(refused.reason.find("of host node1"), std::string::npos) << refused.reason;
  const auto later = parcel(sample_entry("r1", "node1", "2026-03-01T02:00:01Z"), "{}");
  EXPECT_EQ(file.put(later).outcome, Outcome::refused);
}

TEST(Writer, ARunThatWasContinuedReplacesWhatItWas) {
  TemporaryArchive file;
  file.put(of_state(false, 0, "begun"));
  EXPECT_EQ(file.put(of_state(false, 1, "resumed")).outcome, Outcome::replaced);
  EXPECT_EQ(file.put(of_state(true, 2, "done")).outcome, Outcome::replaced);
  const Archive archive(file.path());
  const auto runs = archive.runs();
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_TRUE(runs[0].run.complete);
  EXPECT_EQ(archive.text_of(runs[0].number), "done");
  EXPECT_EQ(archive.series_of("GPU-A")[0].points.size(), 1u);
}

TEST(Writer, WhatARunWasBeforeItWasContinuedChangesNothing) {
  TemporaryArchive file;
  file.put(of_state(true, 1, "done"));
  EXPECT_EQ(file.put(of_state(false, 0, "begun")).outcome, Outcome::superseded);
  EXPECT_TRUE(Archive(file.path()).runs()[0].run.complete);
}

TEST(Writer, ACompleteRunIsNeverReplaced) {
  TemporaryArchive file;
  file.put(of_state(true, 0, "done"));
  EXPECT_EQ(file.put(of_state(true, 1, "done twice")).outcome, Outcome::refused);
}

TEST(Writer, AClockThatIsMoreThanAnHourAheadIsNamedAndKept) {
  TemporaryArchive file;
  Writer writer(file.path());
  const auto one = parcel(sample_entry("r1", "node1", kNight));
  EXPECT_EQ(writer.add({&one, 1}, at("2026-03-01T01:00:00Z"))[0].warning, "");
  const auto other = parcel(sample_entry("r2", "node2", kNight));
  const auto warned = writer.add({&other, 1}, at("2026-03-01T00:59:59Z"))[0];
  EXPECT_EQ(warned.outcome, Outcome::added);
  EXPECT_EQ(warned.warning,
            "run r2 of host node2 says that it started at 2026-03-01T02:00:00Z, which is 60 "
            "minutes ahead of this host's clock: it is archived as it is; set the clock of node2");
}

TEST(Writer, ABatchThatFailsLeavesNothingNotEvenItsNames) {
  TemporaryArchive file;
  Writer writer(file.path());
  auto spoilt = sample_entry("r2", "node2", kNight);
  spoilt.observations[0].device = 7;
  const std::vector batch{parcel(sample_entry("r1", "node1", kNight)), parcel(spoilt)};
  EXPECT_THROW(writer.add(batch, at(kNight)), std::out_of_range);
  EXPECT_TRUE(Archive(file.path()).runs().empty());
  auto other = sample_entry("r3", "node3", kNight);
  std::swap(other.devices[0], other.devices[1]);
  const std::vector second{parcel(other), batch[0]};
  writer.add(second, at(kNight));
  const Archive archive(file.path());
  ASSERT_EQ(archive.runs().size(), 2u);
  EXPECT_EQ(archive.runs()[0].run.host, "node3");
  EXPECT_EQ(archive.runs()[1].run.host, "node1");
  EXPECT_EQ(archive.devices_of(archive.runs()[1].number)[0].key, "GPU-A");
}

TEST(Writer, RemovesRunsWithAllThatBelongsToThem) {
  TemporaryArchive file;
  file.add({sample_entry("r1", "node1", kNight), sample_entry("r2", "node1", kNight)});
  const Archive archive(file.path());
  const auto runs = archive.runs();
  const std::vector<std::int64_t> second{runs[1].number};
  Writer(file.path()).remove(second);
  ASSERT_EQ(archive.runs().size(), 1u);
  EXPECT_EQ(archive.runs()[0].run.id, "r1");
  EXPECT_EQ(archive.series_of("GPU-A")[0].points.size(), 1u);
  EXPECT_TRUE(archive.devices_of(second[0]).empty());
  EXPECT_THROW(archive.text_of(second[0]), std::out_of_range);
  file.add({sample_entry("r3", "node1", kNight)});
  EXPECT_GT(archive.runs()[1].number, second[0]) << "numbers are not used again";
}

TEST(Writer, AnotherThatWritesIsWaitedForAndNotForever) {
  TemporaryArchive file;
  file.add({sample_entry("r1", "node1", kNight)});
  Writer waiting(file.path(), {.milliseconds = 10});
  Database other(file.path(), Access::write, {});
  Transaction writing(other, Transaction::Kind::write);
  const auto more = parcel(sample_entry("r2", "node1", kNight));
  try {
    waiting.add({&more, 1}, at(kNight));
    FAIL() << "it was locked";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::unavailable);
    EXPECT_NE(std::string(error.what()).find("is locked by another process"), std::string::npos);
  }
  writing.commit();
  EXPECT_EQ(waiting.add({&more, 1}, at(kNight))[0].outcome, Outcome::added);
}

}  // namespace
}  // namespace assay::archive
