// How is SQLite spoken to? Handles that close themselves, and errors that say what to do.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace assay::archive {

enum class Access : std::uint8_t {
  read,   ///< the file must be there, and is never changed
  write,  ///< the file is made where there is none
};

class Database;

/// A statement with its values. Reset before it is bound anew.
class Statement {
 public:
  /// Places are bound in order, from the first.
  Statement& bind(std::int64_t value);
  Statement& bind(double value);
  Statement& bind(std::string_view text);  ///< copied
  Statement& bind_bytes(std::span<const std::byte> bytes);
  Statement& bind_null();
  template <class T>
  Statement& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind_null();
  }
  /// Empty text is null.
  Statement& bind_unless_empty(std::string_view text) {
    return text.empty() ? bind_null() : bind(text);
  }

  /// True: there is a row. False: it is over, and the statement can be bound anew.
  bool step();
  /// Of a statement without rows, or whose rows do not matter.
  void run();
  /// Ends a walk before its end.
  void reset();

  std::int64_t integer(int column) const;
  double number(int column) const;  ///< NaN of null
  std::optional<double> optional_number(int column) const;
  std::string text(int column) const;  ///< empty of null
  std::span<const std::byte> bytes(int column) const;
  bool is_null(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(Database& database, sqlite3_stmt* statement)
      : database_(&database), statement_(statement) {}

  void check_bound(int status);

  Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
};

class Database {
 public:
  /// Others that write are waited for, so long and no longer: then it is Error(unavailable).
  struct Patience {
    int milliseconds = 30'000;
  };

  Database(std::filesystem::path path, Access access, Patience patience);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Statement prepare(std::string_view sql);
  /// Several statements without values and without rows.
  void execute(const char* sql);
  std::int64_t integer_of(const char* sql);

  const std::filesystem::path& path() const { return path_; }
  std::int64_t last_number() const;  ///< rowid of the last row that was inserted
  std::int64_t changes() const;      ///< rows of the last statement

  sqlite3* handle() const { return handle_.get(); }

  /// Throws Error for the last failure: what was wrong with the file, and what to do.
  [[noreturn]] void fail() const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };

  void open(Access access);

  std::filesystem::path path_;
  std::unique_ptr<sqlite3, Close> handle_;
};

/// Undoes what was not committed.
class Transaction {
 public:
  enum class Kind : std::uint8_t {
    read,   ///< all that is read is of one moment
    write,  ///< waits for other writers now rather than in the middle
  };
  Transaction(Database& database, Kind kind);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace assay::archive
