// Each version is what a script makes of the one before; a new archive goes through all of them.
// results-schema/README.md says what the views hold.
// SPDX-License-Identifier: Apache-2.0
#include "harness/archive/layout.hpp"

#include <fmt/format.h>

#include <array>

#include "kernels/error.hpp"

namespace assay::archive {
namespace {

// Observations lie device by device and run by run: a run adds to as many places as it has devices,
// and all that is known of a device lies side by side. Peer 0: of the device alone.
constexpr const char* kTables = R"(
CREATE TABLE host(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE document(
  id INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL UNIQUE,
  host INTEGER NOT NULL REFERENCES host, started_at INTEGER NOT NULL, added_at INTEGER NOT NULL,
  level TEXT NOT NULL, tool_version TEXT NOT NULL, kernel TEXT, driver TEXT,
  complete INTEGER NOT NULL, parallel INTEGER, simulated TEXT, injected TEXT,
  size_bytes INTEGER NOT NULL);
CREATE INDEX document_by_host ON document(host, level, started_at);
CREATE INDEX document_by_time ON document(started_at);
CREATE TABLE document_text(document INTEGER PRIMARY KEY REFERENCES document, zstd BLOB NOT NULL);
CREATE TABLE device(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE TABLE device_state(
  document INTEGER NOT NULL REFERENCES document, place INTEGER NOT NULL,
  device INTEGER NOT NULL REFERENCES device, ordinal TEXT NOT NULL, name TEXT NOT NULL, part TEXT,
  serial TEXT, slot TEXT, vbios TEXT, power_limit_w REAL, wrong INTEGER NOT NULL,
  PRIMARY KEY(document, place)) WITHOUT ROWID;
CREATE INDEX device_state_by_device ON device_state(device, document);
CREATE TABLE metric(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, higher_is_better INTEGER NOT NULL,
  UNIQUE(name, unit, higher_is_better));
CREATE TABLE observation(
  device INTEGER NOT NULL REFERENCES device, document INTEGER NOT NULL REFERENCES document,
  peer INTEGER NOT NULL, metric INTEGER NOT NULL REFERENCES metric, value REAL NOT NULL,
  clock_hz REAL, temperature_c REAL, power_w REAL, low REAL NOT NULL, high REAL NOT NULL,
  PRIMARY KEY(device, document, peer, metric)) WITHOUT ROWID;
)";

// A run that is resumed comes again, longer; and whoever asks by hand finds names instead of
// numbers.
constexpr const char* kViews = R"(
ALTER TABLE document ADD COLUMN continued INTEGER NOT NULL DEFAULT 0;
CREATE VIEW runs AS
  SELECT d.run, h.name AS host, strftime('%Y-%m-%dT%H:%M:%SZ', d.started_at, 'unixepoch') AS started_at,
    d.level, d.tool_version, d.kernel, d.driver, d.complete, d.continued, d.parallel, d.simulated, d.injected,
    strftime('%Y-%m-%dT%H:%M:%SZ', d.added_at, 'unixepoch') AS added_at, d.size_bytes,
    d.sha256, d.id AS document
  FROM document d JOIN host h ON h.id = d.host;
CREATE VIEW devices AS
  SELECT v.key AS uuid, r.host, r.run, r.started_at, r.driver, s.ordinal AS device, s.name, s.part, s.serial,
    s.slot, s.vbios, s.power_limit_w, s.wrong, s.document
  FROM device_state s JOIN device v ON v.id = s.device JOIN runs r ON r.document = s.document;
CREATE VIEW measurements AS
  SELECT v.key AS uuid, r.host, r.run, r.started_at, r.level, m.name AS metric, o.value, m.unit, o.low, o.high,
    iif(m.higher_is_better, 'higher', 'lower') AS better, o.clock_hz, o.temperature_c, o.power_w, r.complete,
    r.simulated, r.injected, o.document
  FROM observation o JOIN device v ON v.id = o.device JOIN metric m ON m.id = o.metric
    JOIN runs r ON r.document = o.document
  WHERE o.peer = 0;
CREATE VIEW links AS
  SELECT v.key AS uuid, p.key AS peer_uuid, r.host, r.run, r.started_at, r.level, m.name AS metric, o.value,
    m.unit, o.low, o.high, iif(m.higher_is_better, 'higher', 'lower') AS better, o.clock_hz, o.temperature_c,
    o.power_w, r.complete, r.simulated, r.injected, o.document
  FROM observation o JOIN device v ON v.id = o.device JOIN device p ON p.id = o.peer
    JOIN metric m ON m.id = o.metric JOIN runs r ON r.document = o.document;
)";

constexpr std::array<const char*, 2> kMigrations = {kTables, kViews};

[[noreturn]] void refuse_foreign(const Database& database) {
  throw Error(ErrorKind::input,
              fmt::format("{} is a database of another program, and stays as it is; give the file "
                          "that assay archive add made",
                          database.path().string()));
}

// Zero: nothing is in it yet.
std::int64_t version_of(Database& database) {
  const auto application = database.integer_of("PRAGMA application_id");
  const auto version = database.integer_of("PRAGMA user_version");
  const auto tables = database.integer_of("SELECT count(*) FROM sqlite_schema");
  if (application == 0 && version == 0 && tables == 0) return 0;
  if (application != kApplicationId || version < 1) refuse_foreign(database);
  if (version > layout_version()) {
    throw Error(ErrorKind::input,
                fmt::format("{} was written by a newer assay (version {} of the archive, this one "
                            "knows {}): use that assay, or a newer one",
                            database.path().string(), version, layout_version()));
  }
  return version;
}

}  // namespace

std::span<const char* const> migrations() {
  return kMigrations;
}

std::int64_t layout_version() {
  return static_cast<std::int64_t>(migrations().size());
}

void require_ours(Database& database) {
  version_of(database);
}

void require_layout(Database& database) {
  const auto version = version_of(database);
  if (version == 0) {
    throw Error(ErrorKind::input,
                fmt::format("{} is empty, no archive; assay archive add makes one",
                            database.path().string()));
  }
  if (version == layout_version()) return;
  throw Error(ErrorKind::input,
              fmt::format("{} was written by an older assay (version {} of the archive, this one "
                          "reads {}): assay archive add brings it up to date",
                          database.path().string(), version, layout_version()));
}

void update_layout(Database& database) {
  if (version_of(database) == layout_version()) return;
  Transaction transaction(database, Transaction::Kind::write);
  const auto version = version_of(database);  // another process may have been faster
  for (auto next = version; next < layout_version(); ++next) {
    database.execute(migrations()[static_cast<std::size_t>(next)]);
  }
  database.execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                               kApplicationId, layout_version())
                       .c_str());
  transaction.commit();
}

}  // namespace assay::archive
