// What does a failure of SQLite mean for whoever archives, and what is to be done?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <filesystem>
#include <string>

struct sqlite3;

namespace assay::archive {

struct DatabaseFailure {
  int code = 0;  ///< extended result code
  std::string message = {};
  int system_error = 0;  ///< errno
};

/// The last one of this connection.
DatabaseFailure failure_of(sqlite3* handle);

/// Throws Error: unavailable where it may pass (locked, full disk), else input.
[[noreturn]] void refuse(const std::filesystem::path& path, const DatabaseFailure& failure);
[[noreturn]] void refuse_missing(const std::filesystem::path& path);
[[noreturn]] void refuse_folder(const std::filesystem::path& path);

}  // namespace assay::archive
