// By primary result code; the rest of the code is for the message of those that are rare.
// SPDX-License-Identifier: Apache-2.0
#include "harness/archive/database_error.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>

#include "kernels/error.hpp"

namespace assay::archive {
namespace {

constexpr int kPrimary = 0xff;

// A quota or a limit on the size of files is met as a failure to write.
bool no_room_is_left(const DatabaseFailure& failure) {
  return (failure.code & kPrimary) == SQLITE_FULL || failure.code == SQLITE_IOERR_WRITE ||
         failure.code == SQLITE_IOERR_SHMSIZE;
}

}  // namespace

DatabaseFailure failure_of(sqlite3* handle) {
  return {.code = sqlite3_extended_errcode(handle),
          .message = sqlite3_errmsg(handle),
          .system_error = sqlite3_system_errno(handle)};
}

void refuse(const std::filesystem::path& path, const DatabaseFailure& failure) {
  const std::string file = path.string();
  if (no_room_is_left(failure)) {
    throw Error(
        ErrorKind::unavailable,
        fmt::format("{} cannot grow: its disk, a quota or the limit on the size of files is "
                    "used up; the last step was undone and what was archived before is "
                    "kept: make room, then repeat the call",
                    file));
  }
  switch (failure.code & kPrimary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(ErrorKind::unavailable,
                  fmt::format("{} is locked by another process that writes to it: repeat the call "
                              "when that is done; nothing was lost",
                              file));
    case SQLITE_NOTADB:
      throw Error(ErrorKind::input,
                  fmt::format("{} is no archive: it is not an SQLite database; give the file that "
                              "assay archive add made",
                              file));
    case SQLITE_CORRUPT:
      throw Error(
          ErrorKind::input,
          fmt::format("{} is damaged ({}): restore it from a backup, or save what can be "
                      "read with sqlite3 {} .recover, or add the documents to a new archive",
                      file, failure.message, file));
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      throw Error(ErrorKind::input,
                  fmt::format("cannot open {} for this ({}{}{}): its folder must exist and, to add "
                              "or prune, file and folder must be writable",
                              file, failure.message, failure.system_error ? ": " : "",
                              failure.system_error ? std::strerror(failure.system_error) : ""));
    default:
      throw Error(ErrorKind::input,
                  fmt::format("{}: {} (SQLite's code {}{}{}); the last step was undone, what was "
                              "archived before is kept",
                              file, failure.message, failure.code, failure.system_error ? ", " : "",
                              failure.system_error ? std::strerror(failure.system_error) : ""));
  }
}

void refuse_missing(const std::filesystem::path& path) {
  throw Error(
      ErrorKind::input,
      fmt::format("{}: there is no such archive; assay archive add makes one", path.string()));
}

void refuse_folder(const std::filesystem::path& path) {
  throw Error(ErrorKind::input,
              fmt::format("{} is a folder; an archive is one file, such as {}/archive.db",
                          path.string(), path.string()));
}

}  // namespace assay::archive
