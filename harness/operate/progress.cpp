// Remaining time: the plan's estimates, scaled by how the finished cases compared with theirs.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/progress.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "harness/core/units.hpp"
#include "harness/document/words.hpp"
#include "harness/operate/elapsed.hpp"
#include "harness/report/plain.hpp"

namespace assay::operate {
namespace {

constexpr std::string_view kClearLine = "\r\x1b[K";

}  // namespace

Progress::Progress(const plan::Plan& plan, std::ostream& stream, Options options)
    : plan_(plan), stream_(stream), options_(std::move(options)) {
  if (!options_.elapsed) options_.elapsed = started_watch();
}

Progress::~Progress() {
  clear_line();
}

void Progress::case_started(std::size_t index, std::size_t count, const plan::Case& planned) {
  const std::string elapsed = format_duration(options_.elapsed());
  const std::string left = format_duration(remaining(index));
  if (!options_.terminal) {
    stream_ << fmt::format("case {} of {}  {}  elapsed {}  remaining about {}\n", index + 1, count,
                           planned.name(), elapsed, left)
            << std::flush;
    return;
  }
  const std::string line = fmt::format("case {} of {}  elapsed {}  remaining about {}  {}",
                                       index + 1, count, elapsed, left, planned.name());
  // A line that fills the last column would wrap, and could not be written over.
  stream_ << kClearLine << report::cut(line, options_.columns - 1) << std::flush;
  line_is_open_ = true;
}

void Progress::case_finished(std::size_t index, std::size_t count,
                             const measure::CaseResult& result) {
  if (result.planned.unavailable.empty()) {
    measured_ += result.elapsed;
    estimated_ += result.planned.estimate;
  }
  const bool failed =
      result.status != measure::Status::ok && result.status != measure::Status::skipped;
  if (options_.terminal || !failed) return;
  stream_ << fmt::format("case {} of {}  {}  {}: {}\n", index + 1, count, result.planned.name(),
                         document::word_of(result.status), report::printable(result.reason))
          << std::flush;
}

Seconds Progress::remaining(std::size_t index) const {
  Seconds sum{};
  for (std::size_t i = index; i < plan_.cases.size(); ++i) sum += plan_.cases[i].estimate;
  sum *= options_.share;
  return estimated_ > Seconds(0) ? sum * (measured_ / estimated_) : sum;
}

void Progress::clear_line() {
  if (!line_is_open_) return;
  stream_ << kClearLine << std::flush;
  line_is_open_ = false;
}

}  // namespace assay::operate
