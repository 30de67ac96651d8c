// Every line is cut to the terminal's width: one that wraps could not be drawn over.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/live_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/core/units.hpp"
#include "harness/operate/elapsed.hpp"
#include "harness/report/plain.hpp"

namespace assay::operate {
namespace {

constexpr Seconds kBetween{1};
// ECMA-48: to the line before, and delete from there to the end of the screen.
constexpr const char* kUp = "\x1b[1A";
constexpr const char* kClear = "\r\x1b[J";

std::string name_of(const plan::Case& planned) {
  return planned.is_shared() ? "together" : plan::to_string(planned.device);
}

}  // namespace

LiveTable::LiveTable(const plan::Plan& plan, std::ostream& stream, Options options)
    : plan_(plan),
      stream_(stream),
      options_(std::move(options)),
      rows_(rows_of(plan)),
      finished_(plan.cases.size(), false) {
  if (!options_.elapsed) options_.elapsed = started_watch();
}

LiveTable::~LiveTable() {
  clear();
  stream_ << std::flush;
}

std::vector<LiveTable::Row> LiveTable::rows_of(const plan::Plan& plan) {
  std::vector<Row> rows;
  for (const auto& planned : plan.cases) {
    const auto name = name_of(planned);
    auto found =
        std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.name == name; });
    if (found == rows.end()) found = rows.insert(rows.end(), Row{.name = name});
    ++found->cases;
  }
  // What devices do together comes after what each does.
  std::stable_partition(rows.begin(), rows.end(),
                        [](const Row& r) { return r.name != "together"; });
  return rows;
}

std::size_t LiveTable::lines_for(const plan::Plan& plan) {
  const std::size_t rows = rows_of(plan).size();
  return rows < 2 ? 1 : rows + 1;
}

LiveTable::Row& LiveTable::row_of(const plan::Case& planned) {
  const auto name = name_of(planned);
  return *std::find_if(rows_.begin(), rows_.end(), [&](const Row& r) { return r.name == name; });
}

void LiveTable::case_started(std::size_t index, std::size_t, const plan::Case& planned) {
  Row& row = row_of(planned);
  row.current = index;
  row.since = options_.elapsed();
  draw();
}

void LiveTable::case_finished(std::size_t index, std::size_t, const measure::CaseResult& result) {
  Row& row = row_of(result.planned);
  row.current.reset();
  const bool failed =
      result.status != measure::Status::ok && result.status != measure::Status::skipped;
  // Of a case that is measured again, the second result is counted for nothing.
  if (!finished_[index]) {
    finished_[index] = true;
    ++row.finished;
    row.failed += failed ? 1 : 0;
  }
  draw();
}

void LiveTable::waiting() {
  if (drawn_lines_ != 0 && options_.elapsed() - drawn_at_ >= kBetween) draw();
}

std::string LiveTable::line_of(const Row& row, std::size_t name_width) const {
  std::string line =
      fmt::format("{:<{}}  {:>4} of {:<4}", row.name, name_width, row.finished, row.cases);
  if (row.failed != 0) line += fmt::format("  {} failed", row.failed);
  if (row.current) {
    const std::string name = plan_.cases[*row.current].name();
    line += fmt::format("  {}  {}", format_duration(options_.elapsed() - row.since),
                        name.substr(0, name.rfind(' ')));
  } else if (row.finished == row.cases) {
    line += "  done";
  }
  return report::cut(line, options_.columns - 1);
}

std::string LiveTable::last_line() const {
  std::size_t finished = 0;
  Seconds done{}, left{};
  for (std::size_t i = 0; i < plan_.cases.size(); ++i) {
    finished += finished_[i] ? 1 : 0;
    (finished_[i] ? done : left) += plan_.cases[i].estimate;
  }
  const Seconds elapsed = options_.elapsed();
  // The pace so far, once there is one.
  const double pace = done > Seconds{} ? elapsed / done : options_.share;
  return report::cut(
      fmt::format("{} of {} cases  elapsed {}  remaining about {}", finished, plan_.cases.size(),
                  format_duration(elapsed), format_duration(left * pace)),
      options_.columns - 1);
}

void LiveTable::draw() {
  clear();
  std::size_t name_width = 0;
  for (const Row& row : rows_) name_width = std::max(name_width, row.name.size());
  for (const Row& row : rows_) stream_ << line_of(row, name_width) << '\n';
  stream_ << last_line() << '\n' << std::flush;
  drawn_lines_ = rows_.size() + 1;
  drawn_at_ = options_.elapsed();
}

void LiveTable::clear() {
  for (; drawn_lines_ != 0; --drawn_lines_) stream_ << kUp;
  if (drawn_at_ >= Seconds{}) stream_ << kClear;
}

}  // namespace assay::operate
