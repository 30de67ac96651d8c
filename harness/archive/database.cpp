// Waits for other writers, and turns SQLite's codes into sentences.
// SPDX-License-Identifier: Apache-2.0
#include "harness/archive/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <limits>
#include <system_error>

#include "harness/archive/database_error.hpp"

namespace assay::archive {
namespace {

namespace fs = std::filesystem;

// A file whose name holds ? or # is no parameter of a URI.
std::string uri_of(const fs::path& path) {
  std::string uri = "file:";
  for (const char c : path.string()) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '/' || c == '.' || c == '_' || c == '-';
    if (plain) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

// Nobody writes to it, and nobody could: SQLite would still want to make its helper files there.
bool is_still(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::error_code ignored;
  return ::access(folder.c_str(), W_OK) != 0 && !fs::exists(path.string() + "-wal", ignored);
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Statement::check_bound(int status) {
  if (status != SQLITE_OK) database_->fail();
}

Statement& Statement::bind(std::int64_t value) {
  check_bound(sqlite3_bind_int64(statement_.get(), ++bound_, value));
  return *this;
}

Statement& Statement::bind(double value) {
  check_bound(sqlite3_bind_double(statement_.get(), ++bound_, value));
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  check_bound(sqlite3_bind_text(statement_.get(), ++bound_, text.data(),
                                static_cast<int>(text.size()), SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind_bytes(std::span<const std::byte> bytes) {
  check_bound(sqlite3_bind_blob64(statement_.get(), ++bound_, bytes.data(), bytes.size(),
                                  SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind_null() {
  check_bound(sqlite3_bind_null(statement_.get(), ++bound_));
  return *this;
}

bool Statement::step() {
  const int status = sqlite3_step(statement_.get());
  if (status == SQLITE_ROW) return true;
  if (status != SQLITE_DONE) {
    const DatabaseFailure failure = failure_of(database_->handle());
    reset();
    refuse(database_->path(), failure);
  }
  reset();
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  bound_ = 0;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double Statement::number(int column) const {
  if (is_null(column)) return std::numeric_limits<double>::quiet_NaN();
  return sqlite3_column_double(statement_.get(), column);
}

std::optional<double> Statement::optional_number(int column) const {
  if (is_null(column)) return std::nullopt;
  return sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const auto* const text = sqlite3_column_text(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return text ? std::string(reinterpret_cast<const char*>(text), size) : std::string();
}

std::span<const std::byte> Statement::bytes(int column) const {
  const void* const data = sqlite3_column_blob(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return {static_cast<const std::byte*>(data), data ? size : 0};
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

void Database::Close::operator()(sqlite3* handle) const {
  sqlite3_close(handle);
}

Database::Database(fs::path path, Access access, Patience patience) : path_(std::move(path)) {
  open(access);
  sqlite3_extended_result_codes(handle_.get(), 1);
  sqlite3_busy_timeout(handle_.get(), patience.milliseconds);
  if (access == Access::read) execute("PRAGMA query_only = 1");
}

void Database::open(Access access) {
  std::error_code ignored;
  const bool is_there = fs::exists(path_, ignored);
  if (!is_there && access == Access::read) refuse_missing(path_);
  if (fs::is_directory(path_, ignored)) refuse_folder(path_);
  const bool still = access == Access::read && is_still(path_);
  const std::string uri = uri_of(path_) + (still ? "?immutable=1" : "");
  // Who reads may clean up behind itself, as the last to close; what it is asked changes nothing.
  const int flags = SQLITE_OPEN_READWRITE | (access == Access::write ? SQLITE_OPEN_CREATE : 0) |
                    SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
  sqlite3* handle = nullptr;
  const int status = sqlite3_open_v2(uri.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (status == SQLITE_OK) return;
  refuse(path_, handle ? failure_of(handle) : DatabaseFailure{.code = status});
}

Statement Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int status = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (status != SQLITE_OK) fail();
  return {*this, statement};
}

void Database::execute(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

std::int64_t Database::integer_of(const char* sql) {
  auto statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::int64_t Database::last_number() const {
  return sqlite3_last_insert_rowid(handle_.get());
}

std::int64_t Database::changes() const {
  return sqlite3_changes64(handle_.get());
}

void Database::fail() const {
  refuse(path_, failure_of(handle_.get()));
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  database.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace assay::archive
