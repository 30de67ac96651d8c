// Does an archive of an older version come up to date, and is one of a newer version left alone?
// SPDX-License-Identifier: Apache-2.0
#include "harness/archive/layout.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/archive/archive.hpp"
#include "kernels/error.hpp"
#include "tests/harness/archive/sample_entry.hpp"

namespace assay::archive {
namespace {

constexpr const char* kNight = "2026-03-01T02:00:00Z";

/// As version 1 wrote it: with one run, that no later version touched.
void write_version_1(const std::filesystem::path& path) {
  Database database(path, Access::write, {});
  database.execute(migrations()[0]);
  database.execute(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = 1", kApplicationId).c_str());
  database.execute(
      "INSERT INTO host VALUES(1, 'node1');"
      "INSERT INTO document VALUES(1, 'r1', 'abc', 1, 1772330400, 1772330500, 'standard', '0.1.0',"
      " NULL, NULL, 0, NULL, NULL, NULL, 3);"
      "INSERT INTO device VALUES(1, 'GPU-A');"
      "INSERT INTO device_state VALUES(1, 0, 1, 'cuda:0', 'H100', NULL, NULL, NULL, NULL, NULL, 0);"
      "INSERT INTO metric VALUES(1, 'memory.triad/bandwidth', 'B/s', 1);"
      "INSERT INTO observation VALUES(1, 1, 0, 1, 5.0, NULL, NULL, NULL, 4.0, 6.0);");
}

std::string refusal_of(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    return error.what();
  }
  return "";
}

TEST(Layout, OfVersion1IsBroughtUpToDateByAWriterAndKeepsWhatItHolds) {
  TemporaryArchive file;
  write_version_1(file.path());
  EXPECT_NE(refusal_of([&] { Archive reading(file.path()); }).find("older assay (version 1"),
            std::string::npos);
  Writer writer(file.path());
  const Archive archive(file.path());
  ASSERT_EQ(archive.runs().size(), 1u);
  EXPECT_EQ(archive.runs()[0].run.continued, 0u);
  EXPECT_EQ(document::to_string(archive.runs()[0].run.started_at), kNight);
  EXPECT_EQ(archive.series_of("GPU-A")[0].points[0].value, 5);
  auto entry = sample_entry("r1", "node1", kNight);
  const auto continued = parcel(entry);
  EXPECT_EQ(writer.add({&continued, 1}, at(kNight))[0].outcome, Outcome::replaced);
  Database database(file.path(), Access::read, {});
  EXPECT_EQ(database.integer_of("SELECT count(*) FROM measurements"), 3);
  EXPECT_EQ(database.integer_of("PRAGMA user_version"), layout_version());
}

TEST(Layout, OfANewerVersionIsRefusedByBoth) {
  TemporaryArchive file;
  file.add({sample_entry("r1", "node1", kNight)});
  {
    Database database(file.path(), Access::write, {});
    database.execute("PRAGMA user_version = 99");
  }
  const std::string words = "newer assay (version 99";
  EXPECT_NE(refusal_of([&] { Archive reading(file.path()); }).find(words), std::string::npos);
  EXPECT_NE(refusal_of([&] { Writer writing(file.path()); }).find(words), std::string::npos);
}

TEST(Layout, OfAnotherProgramIsLeftAsItIs) {
  TemporaryArchive file;
  {
    Database database(file.path(), Access::write, {});
    database.execute("CREATE TABLE moz_places(id INTEGER)");
  }
  const std::string words = "database of another program";
  EXPECT_NE(refusal_of([&] { Writer writing(file.path()); }).find(words), std::string::npos);
  EXPECT_NE(refusal_of([&] { Archive reading(file.path()); }).find(words), std::string::npos);
  Database database(file.path(), Access::read, {});
  EXPECT_EQ(database.integer_of("SELECT count(*) FROM sqlite_schema"), 1);
  EXPECT_EQ(database.integer_of("PRAGMA application_id"), 0);
}

TEST(Layout, BeginsInAFileThatIsEmpty) {
  TemporaryArchive file;
  { Database database(file.path(), Access::write, {}); }
  EXPECT_NE(refusal_of([&] { Archive reading(file.path()); }).find("is empty"), std::string::npos);
  file.add({sample_entry("r1", "node1", kNight)});
  EXPECT_EQ(Archive(file.path()).runs().size(), 1u);
}

TEST(Layout, EveryVersionIsAStepFromTheOneBefore) {
  EXPECT_EQ(layout_version(), 2);
  EXPECT_EQ(migrations().size(), 2u);
}

}  // namespace
}  // namespace assay::archive
