// How do documents get into an archive, and out of it again?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "harness/archive/database.hpp"
#include "harness/archive/parcel.hpp"
#include "harness/document/timestamp.hpp"

namespace assay::archive {

/// What became of a document.
enum class Outcome : std::uint8_t {
  added,
  already_there,  ///< the same bytes
  replaced,       ///< it goes on where the archived document of its run ended, which it replaces
  superseded,     ///< the archived document of its run goes on where this one ends
  refused,        ///< another document of the same run is archived, and neither continues the other
};

struct Addition {
  Outcome outcome = Outcome::added;
  std::string reason = {};   ///< why it was refused; else empty
  std::string warning = {};  ///< what is odd about it; mostly empty
};

/// What a clock of a node may be ahead of that of the archive before somebody is told.
inline constexpr std::chrono::seconds kMostAhead = std::chrono::hours(1);

/// Writes to an archive. Several may be open at once, in several processes of one host: each waits
/// for its turn. Throws Error: unavailable where it has to wait too long or the disk is full, else
/// input; what was added by earlier calls is kept.
class Writer {
 public:
  /// Makes the file where there is none, and brings an archive of an older version up to date.
  explicit Writer(const std::filesystem::path& path, Database::Patience patience = {});
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// All of them or, where it throws, none. `now`: of the archive's clock.
  std::vector<Addition> add(std::span<const Parcel> parcels, document::Timestamp now);

  /// Deletes these runs with all that belongs to them; their numbers are never used again. In
  /// several steps: where it throws, some of them may be gone, each as a whole.
  void remove(std::span<const std::int64_t> runs);

 private:
  struct State;
  std::unique_ptr<Database> database_;
  std::unique_ptr<State> state_;  ///< statements of the database
};

}  // namespace assay::archive
