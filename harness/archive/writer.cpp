// One transaction a call; names become numbers, which are remembered.
// SPDX-License-Identifier: Apache-2.0
#include "harness/archive/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/archive/layout.hpp"
#include "harness/archive/rows.hpp"

namespace assay::archive {
namespace {

constexpr std::size_t kRemovedAtOnce = 200;

// Pages that are written to again and again stay in memory, and a checkpoint does not follow every
// batch.
constexpr const char* kSettings =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;"
    "PRAGMA wal_autocheckpoint = 4000; PRAGMA foreign_keys = OFF";

/// The document of a run that is archived already.
struct Known {
  std::int64_t number = 0;
  std::string sha256, host;
  std::int64_t started_at = 0;
  bool complete = false;
  std::int64_t continued = 0;
};

std::int64_t seconds_of(document::Timestamp moment) {
  return moment.time_since_epoch().count();
}

std::string ahead_of(const Run& run, document::Timestamp now) {
  if (run.started_at <= now + kMostAhead) return "";
  return fmt::format(
      "run {} of host {} says that it started at {}, which is {} minutes ahead of "
      "this host's clock: it is archived as it is; set the clock of {}",
      run.id, run.host, document::to_string(run.started_at),
      std::chrono::duration_cast<std::chrono::minutes>(run.started_at - now).count(), run.host);
}

// A run that is resumed keeps its id, host and beginning, and comes further.
Addition against(const Known& known, const Parcel& parcel) {
  const Run& run = parcel.entry.run;
  if (known.sha256 == parcel.sha256) return {.outcome = Outcome::already_there};
  if (known.host != run.host || known.started_at != seconds_of(run.started_at)) {
    return {.outcome = Outcome::refused,
            .reason = fmt::format("the archive holds another run of the same id {}, of host {}",
                                  run.id, known.host)};
  }
  const std::pair was{known.complete, known.continued};
  const std::pair is{run.complete, std::int64_t{run.continued}};
  if (is > was && !known.complete) return {.outcome = Outcome::replaced};
  if (was > is && !run.complete) return {.outcome = Outcome::superseded};
  return {.outcome = Outcome::refused,
          .reason = fmt::format("the archive holds another document of the same run {} (SHA-256 "
                                "{}...), and neither continues the other: one of them was changed",
                                run.id, known.sha256.substr(0, 12))};
}

}  // namespace

struct Writer::State {
  explicit State(Database& made)
      : database(made),
        rows(made),
        find_run(made.prepare("SELECT d.id, d.sha256, h.name, d.started_at, d.complete, "
                              "d.continued FROM document d JOIN host h ON h.id = d.host "
                              "WHERE d.run = ?")) {}

  std::optional<Known> known(const std::string& run) {
    if (!find_run.bind(run).step()) return std::nullopt;
    Known known{.number = find_run.integer(0),
                .sha256 = find_run.text(1),
                .host = find_run.text(2),
                .started_at = find_run.integer(3),
                .complete = find_run.integer(4) != 0,
                .continued = find_run.integer(5)};
    find_run.reset();
    return known;
  }

  Addition add(const Parcel& parcel, document::Timestamp now) {
    const auto before = known(parcel.entry.run.id);
    Addition addition = before ? against(*before, parcel) : Addition{};
    if (addition.outcome == Outcome::replaced) rows.remove(before->number);
    if (addition.outcome == Outcome::added || addition.outcome == Outcome::replaced) {
      rows.insert(parcel, now);
      addition.warning = ahead_of(parcel.entry.run, now);
    }
    return addition;
  }

  Database& database;
  Rows rows;
  Statement find_run;
};

Writer::Writer(const std::filesystem::path& path, Database::Patience patience)
    : database_(std::make_unique<Database>(path, Access::write, patience)) {
  require_ours(*database_);
  database_->execute(kSettings);
  update_layout(*database_);
  state_ = std::make_unique<State>(*database_);
}

Writer::~Writer() = default;

std::vector<Addition> Writer::add(std::span<const Parcel> parcels, document::Timestamp now) {
  std::vector<Addition> additions;
  try {
    Transaction transaction(*database_, Transaction::Kind::write);
    for (const Parcel& parcel : parcels) additions.push_back(state_->add(parcel, now));
    transaction.commit();
  } catch (...) {
    state_->rows.forget();
    throw;
  }
  return additions;
}

void Writer::remove(std::span<const std::int64_t> runs) {
  while (!runs.empty()) {
    const auto some = runs.first(std::min(runs.size(), kRemovedAtOnce));
    Transaction transaction(*database_, Transaction::Kind::write);
    for (const auto run : some) state_->rows.remove(run);
    transaction.commit();
    runs = runs.subspan(some.size());
  }
}

}  // namespace assay::archive
