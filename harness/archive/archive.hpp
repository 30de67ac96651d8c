// What do the runs of many nodes and nights say, that are kept in one file? The reading side.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/archive/collection.hpp"
#include "harness/archive/entry.hpp"
#include "harness/archive/filter.hpp"
#include "harness/archive/series.hpp"

namespace assay::archive {

/// Whether the file begins as SQLite's databases do, hence is to be opened as an archive.
bool is_database(const std::filesystem::path& path);

/// A run with what the archive knows of its document.
struct ArchivedRun {
  std::int64_t number = 0;  ///< of this archive: Point::run
  Run run;
  document::Timestamp added_at{};  ///< by the clock of the archive's host
  std::string sha256;              ///< of the document, hex
  std::uint64_t size_bytes = 0;    ///< of the document
};

/// How many runs there are, and of how many it can be said that they tell nothing of a device.
struct Origins {
  std::uint64_t runs = 0;
  std::uint64_t simulated = 0;  ///< of them
  std::uint64_t injected = 0;   ///< of them, by faults that were asked for
  std::uint64_t made_up = 0;    ///< of them: one or the other, or both
};

/// What a device was like in one run.
struct DeviceState {
  std::int64_t run = 0;  ///< number of the run
  Device device;
};

/// Reads an archive, never changes it. Others may add to it meanwhile: each call sees whole runs.
/// Not for several threads at once; each opens one of its own. Everything throws Error: input where
/// the file is not there, is no archive, is a newer one or damaged; unavailable where it is locked.
class Archive {
 public:
  explicit Archive(const std::filesystem::path& path);
  ~Archive();
  Archive(Archive&&) noexcept;
  Archive& operator=(Archive&&) noexcept;

  /// For each host, level, and whether GPUs were measured at the same time: the last complete run,
  /// or the last where none is complete. Of two runs of one night the later one.
  Collection latest(const Filter& filter = {}) const;
  /// All runs, in order of time.
  Collection collection(const Filter& filter = {}) const;

  /// All runs, in order of time; of the same second in the order in which they were added.
  std::vector<ArchivedRun> runs(const Filter& filter = {}) const;

  /// Of all that the filter lets pass, whatever it says of simulated ones.
  Origins origins(Filter filter = {}) const;

  /// Keys of the devices with at least one observation, sorted.
  std::vector<std::string> device_keys(const Filter& filter = {}) const;
  /// All series of one device, of the ways that begin at it too, by peer and metric. This is how to
  /// read many: it is one walk over neighbouring pages.
  std::vector<Series> series_of(const std::string& device, const Filter& filter = {}) const;
  /// Walks all that series_of() would give.
  std::vector<SeriesKey> series_keys(const Filter& filter = {}) const;
  /// One of those of series_of(), and takes as long. Empty where there is none.
  Series series(const SeriesKey& key, const Filter& filter = {}) const;

  /// All that is kept of a run beside its text. Throws std::out_of_range as run_of() does.
  Entry entry_of(std::int64_t run) const;
  /// Of a Point::run. Throws std::out_of_range where there is none of that number.
  Run run_of(std::int64_t run) const;
  /// All devices of a run, as its document lists them: the neighbours of one of them.
  std::vector<Device> devices_of(std::int64_t run) const;
  std::optional<Device> device_of(std::int64_t run, const std::string& key) const;
  /// What a device was like, run after run, in order of time.
  std::vector<DeviceState> history_of(const std::string& device, const Filter& filter = {}) const;

  /// The document, bit for bit as it was added. Throws Error(input) where it is damaged.
  std::string text_of(std::int64_t run) const;
  /// Whether these bytes were archived already; SHA-256 in hex.
  bool holds(std::string_view sha256) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::archive
