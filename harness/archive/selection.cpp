// Conditions of SQL; what people typed is bound, never pasted.
// SPDX-License-Identifier: Apache-2.0
#include "harness/archive/selection.hpp"

#include <fmt/format.h>

#include "harness/document/words.hpp"

namespace assay::archive {
namespace {

document::Timestamp moment(std::int64_t seconds) {
  return document::Timestamp(std::chrono::seconds(seconds));
}

std::int64_t seconds_of(document::Timestamp time) {
  return time.time_since_epoch().count();
}

void add_hosts(Selection& selection, const std::vector<std::string>& hosts) {
  if (hosts.empty()) return;
  std::string places;
  for (const auto& host : hosts) {
    places += places.empty() ? "?" : ", ?";
    selection.values.emplace_back(host);
  }
  selection.condition += fmt::format(" AND h.name IN ({})", places);
}

}  // namespace

void Selection::bind_to(Statement& statement) const {
  for (const auto& value : values) {
    std::visit([&](const auto& one) { statement.bind(one); }, value);
  }
}

Selection selection_of(const Filter& filter) {
  Selection selection{.condition = "1"};
  const auto add = [&](const char* condition, auto value) {
    selection.condition += condition;
    selection.values.emplace_back(std::move(value));
  };
  if (filter.since) add(" AND d.started_at >= ?", seconds_of(*filter.since));
  if (filter.until) add(" AND d.started_at < ?", seconds_of(*filter.until));
  if (filter.level) add(" AND d.level = ?", std::string(plan::to_string(*filter.level)));
  add_hosts(selection, filter.hosts);
  if (!filter.device.empty()) {
    add(" AND d.id IN (SELECT s.document FROM device_state s JOIN device v ON v.id = s.device "
        "WHERE v.key = ?)",
        filter.device);
  }
  if (!filter.with_simulated) {
    selection.condition += " AND d.simulated IS NULL AND d.injected IS NULL";
  }
  return selection;
}

Selection latest_of(const Filter& filter) {
  auto selection = selection_of(filter);
  selection.condition = fmt::format(
      "d.id IN (SELECT id FROM (SELECT d.id AS id, row_number() OVER (PARTITION BY d.host, "
      "d.level, "
      "d.parallel ORDER BY d.complete DESC, d.started_at DESC, d.id DESC) AS place "
      "FROM {} WHERE {}) WHERE place = 1)",
      kRunTables, selection.condition);
  return selection;
}

ArchivedRun run_in_row(const Statement& row) {
  ArchivedRun made;
  made.number = row.integer(0);
  made.run = {.id = row.text(1),
              .host = row.text(2),
              .started_at = moment(row.integer(3)),
              .level = document::from_word<plan::Level>(row.text(4)),
              .tool_version = row.text(5),
              .kernel = row.text(6),
              .driver = row.text(7),
              .complete = row.integer(8) != 0,
              .continued = static_cast<std::uint32_t>(row.integer(9))};
  if (!row.is_null(10)) made.run.parallel = row.integer(10) != 0;
  made.run.simulated = row.text(11);
  made.run.injected = row.text(12);
  made.added_at = moment(row.integer(13));
  made.sha256 = row.text(14);
  made.size_bytes = static_cast<std::uint64_t>(row.integer(15));
  return made;
}

}  // namespace assay::archive
