// What happened in a run, for machines: one JSON object a line.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "harness/operate/descriptor.hpp"

namespace assay::operate {

enum class LogLevel : std::uint8_t { debug, information, warning, error };

/// Throws Error(usage) naming the levels.
LogLevel parse_log_level(const std::string& word);

/// {"time": ..., "level": ..., "event": ..., ...}, appended to a file. Lines are written whole, so
/// that several runs may share one.
class EventLog {
 public:
  /// Keeps nothing.
  EventLog() = default;
  /// Throws Error(usage) where the file cannot be written.
  EventLog(const std::filesystem::path& file, LogLevel least);

  /// Never throws: a run does not end because of what is told of it.
  void write(LogLevel level, std::string_view event, nlohmann::ordered_json fields = {}) noexcept;

  /// Why lines are missing; empty: none is.
  const std::string& failure() const { return failure_; }

 private:
  Descriptor file_;
  LogLevel least_ = LogLevel::information;
  std::string failure_;
};

}  // namespace assay::operate
