// Opened for appending, one write a line.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/event_log.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <exception>
#include <utility>

#include "kernels/error.hpp"

namespace assay::operate {
namespace {

constexpr std::array<std::pair<LogLevel, std::string_view>, 4> kWords{
    {{LogLevel::debug, "debug"},
     {LogLevel::information, "info"},
     {LogLevel::warning, "warning"},
     {LogLevel::error, "error"}}};

std::string_view word_of(LogLevel level) {
  for (const auto& [candidate, word] : kWords) {
    if (candidate == level) return word;
  }
  return "";
}

// "2025-06-30T12:00:00.125Z"
std::string now() {
  const auto moment = std::chrono::system_clock::now();
  const auto whole = std::chrono::floor<std::chrono::seconds>(moment);
  const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(moment - whole).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(whole)), rest);
}

}  // namespace

LogLevel parse_log_level(const std::string& word) {
  for (const auto& [level, known] : kWords) {
    if (known == word) return level;
  }
  throw Error(ErrorKind::usage,
              fmt::format("--log-level {}: unknown; give debug, info, warning or error", word));
}

EventLog::EventLog(const std::filesystem::path& file, LogLevel least) : least_(least) {
  file_ = Descriptor(open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666));
  if (file_.is_open()) return;
  throw Error(ErrorKind::usage, fmt::format("cannot write {}: {}; name another with --log-file",
                                            file.string(), std::strerror(errno)));
}

void EventLog::write(LogLevel level, std::string_view event,
                     nlohmann::ordered_json fields) noexcept {
  if (!file_.is_open() || level < least_) return;
  try {
    nlohmann::ordered_json line{{"time", now()}, {"level", word_of(level)}, {"event", event}};
    if (!fields.is_null()) line.update(fields);
    const std::string text =
        line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
    const ssize_t written = ::write(file_.number(), text.data(), text.size());
    if (written < 0) failure_ = std::strerror(errno);
    if (written >= 0 && static_cast<std::size_t>(written) < text.size()) failure_ = "no room";
  } catch (const std::exception& error) {
    failure_ = error.what();
  }
}

}  // namespace assay::operate
