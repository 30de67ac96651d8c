// Is every file that is no archive, or no longer a whole one, refused with a way out?
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "harness/archive/archive.hpp"
#include "kernels/error.hpp"
#include "tests/harness/archive/sample_entry.hpp"

namespace assay::archive {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNight = "2026-03-01T02:00:00Z";

void expect_refused(const std::string& words, const auto& action) {
  try {
    action();
    FAIL() << "not refused: " << words;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST(ArchiveErrors, AFileThatIsNotThereIsNotMadeByReading) {
  TemporaryArchive file;
  expect_refused("there is no such archive; assay archive add makes one",
                 [&] { Archive archive(file.path()); });
  EXPECT_FALSE(fs::exists(file.path()));
}

TEST(ArchiveErrors, AFolderIsNoArchive) {
  TemporaryArchive file;
  const auto folder = file.path().parent_path();
  expect_refused("is a folder", [&] { Archive archive(folder); });
  expect_refused("is a folder", [&] { Writer writer(folder); });
}

TEST(ArchiveErrors, AFolderThatIsNotThereIsNotMadeByWriting) {
  TemporaryArchive file;
  expect_refused("its folder must exist", [&] { Writer writer(file.path() / "deeper" / "a.db"); });
}

TEST(ArchiveErrors, AFileThatIsNoDatabaseStaysAsItIs) {
  TemporaryArchive file;
  const std::string text(2000, '{');
  write(file.path(), text);
  expect_refused("is no archive", [&] { Writer writer(file.path()); });
  expect_refused("is no archive", [&] { Archive archive(file.path()); });
  EXPECT_EQ(fs::file_size(file.path()), text.size());
}

TEST(ArchiveErrors, ADamagedFileIsSaidToBeDamaged) {
  TemporaryArchive file;
  std::vector<Entry> entries;
  for (int i = 0; i < 50; ++i) {
    entries.push_back(sample_entry("r" + std::to_string(i), "node1", kNight));
  }
  file.add(entries);
  std::fstream bytes(file.path(), std::ios::binary | std::ios::in | std::ios::out);
  bytes.seekp(4096);
  for (int i = 0; i < 100'000; ++i) bytes.put('\x55');
  bytes.close();
  expect_refused("is damaged", [&] {
    const Archive archive(file.path());
    archive.collection();
  });
}

TEST(ArchiveErrors, ADocumentThatIsDamagedInsideIsNotGivenOut) {
  TemporaryArchive file;
  const std::string text(500, '7');
  file.put(parcel(sample_entry("r1", "node1", kNight), text));
  const auto other = parcel(sample_entry("r2", "node1", kNight), std::string(500, '8'));
  {
    Database database(file.path(), Access::write, {});
    auto change = database.prepare("UPDATE document_text SET zstd = ?");
    change.bind_bytes(other.zstd).run();
  }
  const Archive archive(file.path());
  const auto number = archive.runs()[0].number;
  expect_refused("the document of run r1 is damaged: its bytes are not those that were added",
                 [&] { archive.text_of(number); });
  {
    Database database(file.path(), Access::write, {});
    database.execute("UPDATE document_text SET zstd = x'00'");
  }
  expect_refused("the document of run r1 is damaged: its size", [&] { archive.text_of(number); });
}

}  // namespace
}  // namespace assay::archive
