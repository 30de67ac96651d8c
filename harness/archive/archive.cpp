// Each question is one transaction, so that runs are seen whole.
// SPDX-License-Identifier: Apache-2.0
#include "harness/archive/archive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

#include "harness/archive/database.hpp"
#include "harness/archive/layout.hpp"
#include "harness/archive/parcel.hpp"
#include "harness/archive/selection.hpp"
#include "harness/archive/walk.hpp"
#include "kernels/error.hpp"

namespace assay::archive {
namespace {

// A reader waits only where somebody recovers the file after a crash.
constexpr Database::Patience kPatience{.milliseconds = 30'000};

std::unique_ptr<Database> opened(const std::filesystem::path& path) {
  auto database = std::make_unique<Database>(path, Access::read, kPatience);
  require_layout(*database);
  database->execute("PRAGMA cache_size = -16384");
  return database;
}

constexpr const char* kStateColumns =
    "s.ordinal, s.name, s.part, s.serial, s.slot, s.vbios, s.power_limit_w, s.wrong, v.key, "
    "s.document, s.device";

Device device_in_row(const Statement& row) {
  return {.key = row.text(8),
          .device = row.text(0),
          .name = row.text(1),
          .part = row.text(2),
          .serial = row.text(3),
          .slot = row.text(4),
          .vbios = row.text(5),
          .power_limit_w = row.optional_number(6),
          .wrong = static_cast<std::uint32_t>(row.integer(7))};
}

}  // namespace

bool is_database(const std::filesystem::path& path) {
  constexpr std::string_view kBeginning("SQLite format 3\0", 16);
  std::array<char, kBeginning.size()> bytes{};
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  std::ifstream(path, std::ios::binary).read(bytes.data(), bytes.size());
  return std::string_view(bytes.data(), bytes.size()) == kBeginning;
}

struct Archive::State {
  explicit State(std::unique_ptr<Database> made)
      : database(std::move(made)),
        names(*database),
        find_run(database->prepare(
            fmt::format("SELECT {} FROM {} WHERE d.id = ?", kRunColumns, kRunTables))),
        find_devices(database->prepare(
            fmt::format("SELECT {} FROM device_state s JOIN device v ON v.id = s.device WHERE "
                        "s.document = ? ORDER BY s.place",
                        kStateColumns))),
        find_observations(database->prepare(
            "SELECT peer, metric, value, clock_hz, temperature_c, power_w, low, high FROM "
            "observation WHERE device = ? AND document = ?")),
        find_text(database->prepare("SELECT t.zstd, d.size_bytes, d.sha256, d.run FROM "
                                    "document_text t JOIN document d ON d.id = t.document WHERE "
                                    "d.id = ?")),
        find_bytes(database->prepare("SELECT 1 FROM document WHERE sha256 = ?")) {}

  std::vector<ArchivedRun> runs(const Selection& selection) {
    auto rows =
        database->prepare(fmt::format("SELECT {} FROM {} WHERE {} ORDER BY d.started_at, "
                                      "d.id",
                                      kRunColumns, kRunTables, selection.condition));
    selection.bind_to(rows);
    std::vector<ArchivedRun> list;
    while (rows.step()) list.push_back(run_in_row(rows));
    return list;
  }

  /// Devices in order of the document, and their numbers.
  std::vector<Device> devices(std::int64_t run, std::vector<std::int64_t>* numbers = nullptr) {
    std::vector<Device> list;
    find_devices.bind(run);
    while (find_devices.step()) {
      list.push_back(device_in_row(find_devices));
      if (numbers) numbers->push_back(find_devices.integer(10));
    }
    return list;
  }

  Run run(std::int64_t number) {
    if (!find_run.bind(number).step()) {
      throw std::out_of_range(fmt::format("there is no run of number {} in the archive", number));
    }
    auto made = run_in_row(find_run).run;
    find_run.reset();
    return made;
  }

  Entry entry(std::int64_t number, const Run& run) {
    Entry made{.run = run, .devices = {}, .observations = {}};
    std::vector<std::int64_t> numbers;
    made.devices = devices(number, &numbers);
    for (std::uint32_t device = 0; device < numbers.size(); ++device) {
      find_observations.bind(numbers[device]).bind(number);
      while (find_observations.step()) {
        made.observations.push_back(observation(device, numbers));
      }
    }
    return made;
  }

  Observation observation(std::uint32_t device, const std::vector<std::int64_t>& numbers) {
    const auto& row = find_observations;
    const auto& metric = names.metric(row.integer(1));
    Observation made{.metric = metric.name,
                     .unit = metric.unit,
                     .higher_is_better = metric.higher_is_better,
                     .device = device,
                     .value = row.number(2),
                     .low = row.number(6),
                     .high = row.number(7),
                     .clock_hz = row.optional_number(3),
                     .temperature_c = row.optional_number(4),
                     .power_w = row.optional_number(5)};
    if (const auto peer = row.integer(0); peer != 0) {
      const auto place = std::find(numbers.begin(), numbers.end(), peer);
      made.peer = static_cast<std::uint32_t>(std::distance(numbers.begin(), place));
    }
    return made;
  }

  Collection collection(const Selection& selection) {
    const Transaction one_moment(*database, Transaction::Kind::read);
    Collection collection;
    for (const auto& run : runs(selection)) collection.add(entry(run.number, run.run));
    return collection;
  }

  std::unique_ptr<Database> database;
  KnownNames names;
  Statement find_run, find_devices, find_observations, find_text, find_bytes;
};

Archive::Archive(const std::filesystem::path& path)
    : state_(std::make_unique<State>(opened(path))) {}
Archive::~Archive() = default;
Archive::Archive(Archive&&) noexcept = default;
Archive& Archive::operator=(Archive&&) noexcept = default;

Collection Archive::latest(const Filter& filter) const {
  return state_->collection(latest_of(filter));
}

Collection Archive::collection(const Filter& filter) const {
  return state_->collection(selection_of(filter));
}

std::vector<ArchivedRun> Archive::runs(const Filter& filter) const {
  return state_->runs(selection_of(filter));
}

Origins Archive::origins(Filter filter) const {
  filter.with_simulated = true;
  const auto selection = selection_of(filter);
  auto row = state_->database->prepare(
      fmt::format("SELECT count(*), count(d.simulated), count(d.injected), "
                  "count(coalesce(d.simulated, d.injected)) FROM {} WHERE {}",
                  kRunTables, selection.condition));
  selection.bind_to(row);
  row.step();
  const auto count = [&](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
  return {.runs = count(0), .simulated = count(1), .injected = count(2), .made_up = count(3)};
}

std::vector<std::string> Archive::device_keys(const Filter& filter) const {
  const auto selection = selection_of(filter);
  auto rows = state_->database->prepare(fmt::format(
      "SELECT v.key FROM device v WHERE EXISTS(SELECT 1 FROM device_state s JOIN document d ON "
      "d.id = s.document JOIN host h ON h.id = d.host WHERE s.device = v.id AND EXISTS(SELECT 1 "
      "FROM observation o WHERE o.device = s.device AND o.document = s.document) AND {}) ORDER BY "
      "v.key",
      selection.condition));
  selection.bind_to(rows);
  std::vector<std::string> keys;
  while (rows.step()) keys.push_back(rows.text(0));
  return keys;
}

std::vector<Series> Archive::series_of(const std::string& device, const Filter& filter) const {
  const Transaction one_moment(*state_->database, Transaction::Kind::read);
  return walk(*state_->database, state_->names, device, filter);
}

std::vector<SeriesKey> Archive::series_keys(const Filter& filter) const {
  std::vector<SeriesKey> keys;
  const auto devices =
      filter.device.empty() ? device_keys(filter) : std::vector<std::string>{filter.device};
  for (const auto& device : devices) {
    for (auto& series : series_of(device, filter)) keys.push_back(std::move(series.key));
  }
  return keys;
}

Series Archive::series(const SeriesKey& key, const Filter& filter) const {
  for (auto& series : series_of(key.device, filter)) {
    if (series.key.peer == key.peer && series.key.metric == key.metric) return std::move(series);
  }
  return {.key = key, .points = {}};
}

Entry Archive::entry_of(std::int64_t run) const {
  const Transaction one_moment(*state_->database, Transaction::Kind::read);
  return state_->entry(run, state_->run(run));
}

Run Archive::run_of(std::int64_t run) const {
  return state_->run(run);
}

std::vector<Device> Archive::devices_of(std::int64_t run) const {
  return state_->devices(run);
}

std::optional<Device> Archive::device_of(std::int64_t run, const std::string& key) const {
  for (auto& device : state_->devices(run)) {
    if (device.key == key) return std::move(device);
  }
  return std::nullopt;
}

std::vector<DeviceState> Archive::history_of(const std::string& device,
                                             const Filter& filter) const {
  const auto selection = selection_of(filter);
  auto rows = state_->database->prepare(fmt::format(
      "SELECT {} FROM device_state s JOIN device v ON v.id = s.device JOIN document d ON d.id = "
      "s.document JOIN host h ON h.id = d.host WHERE s.device = {} AND {} ORDER BY d.started_at, "
      "d.id",
      kStateColumns, state_->names.device_number(device), selection.condition));
  selection.bind_to(rows);
  std::vector<DeviceState> list;
  while (rows.step()) list.push_back({rows.integer(9), device_in_row(rows)});
  return list;
}

std::string Archive::text_of(std::int64_t run) const {
  auto& row = state_->find_text;
  if (!row.bind(run).step()) {
    throw std::out_of_range(fmt::format("there is no run of number {} in the archive", run));
  }
  const std::string id = row.text(3);
  try {
    auto text = unpack(row.bytes(0), static_cast<std::uint64_t>(row.integer(1)), row.text(2));
    row.reset();
    return text;
  } catch (const std::runtime_error& damage) {
    row.reset();
    throw Error(ErrorKind::input,
                fmt::format("{}: the document of run {} is damaged: {}; restore the archive from a "
                            "backup, or add the document to a new archive",
                            state_->database->path().string(), id, damage.what()));
  }
}

bool Archive::holds(std::string_view sha256) const {
  auto& row = state_->find_bytes;
  const bool held = row.bind(sha256).step();
  if (held) row.reset();
  return held;
}

}  // namespace assay::archive
