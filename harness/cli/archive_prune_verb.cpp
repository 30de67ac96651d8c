// assay archive prune: away with what is old.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "harness/archive/archive.hpp"
#include "harness/archive/writer.hpp"
#include "harness/cli/archive_flags.hpp"
#include "harness/cli/archive_verbs.hpp"
#include "harness/cli/console.hpp"
#include "harness/report/archive_report.hpp"
#include "harness/report/format.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

constexpr auto kFormats = {report::Format::text, report::Format::json};
constexpr std::uint32_t kMostNights = 100'000;

struct Flags {
  std::string database, before, format = "text";
  std::optional<std::uint32_t> keep;
  bool dry_run = false;
};

// By this host's clock: that of a node may be anywhere, and would take everything along.
document::Timestamp moment_of(const Flags& flags) {
  if (flags.before.empty() == !flags.keep) {
    throw Error(ErrorKind::usage,
                "archive prune: give either --before DATE or --keep NIGHTS, and it says what would "
                "go with --dry-run");
  }
  if (!flags.keep) return parse_moment(flags.before, "--before");
  if (*flags.keep == 0 || *flags.keep > kMostNights) {
    throw Error(ErrorKind::usage, fmt::format("--keep {}: give a number of nights from 1 to {}",
                                              *flags.keep, kMostNights));
  }
  return document::now() - std::chrono::days(*flags.keep);
}

int prune(const Flags& flags) {
  const report::Format format = report::parse_format(flags.format, kFormats);
  report::ArchivePruning pruning{.before = moment_of(flags), .dry_run = flags.dry_run};
  const auto runs_before = [&](std::optional<document::Timestamp> until) {
    return archive::Archive(flags.database).runs({.until = until, .with_simulated = true});
  };
  pruning.of = runs_before({}).size();
  std::vector<std::int64_t> numbers;
  for (const auto& run : runs_before(pruning.before)) {
    numbers.push_back(run.number);
    pruning.size_bytes += run.size_bytes;
  }
  pruning.runs = numbers.size();
  if (!flags.dry_run) archive::Writer(flags.database).remove(numbers);
  print(format == report::Format::json ? report::to_json(pruning) : report::to_text(pruning));
  return 0;
}

}  // namespace

Action add_archive_prune(CLI::App& archive) {
  CLI::App* verb = archive.add_subcommand("prune", "Delete old runs from an archive");
  verb->footer(
      "Example:\n  assay archive prune fleet.db --keep 400 --dry-run\n\n"
      "A run goes with its document and all that was measured. The file keeps its size:\n"
      "the room is used again, and sqlite3 DB VACUUM gives it back.\n"
      "Exit codes: 0 they are gone, 2 it is no archive or cannot be written, 3 it is\n"
      "locked.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option("DB", flags->database, "The archive")->required()->option_text(" ");
  verb->add_option("--before", flags->before, "Delete runs that started before this date")
      ->option_text("DATE");
  verb->add_option("--keep", flags->keep,
                   "Delete runs that started more than so many times\n24 hours ago")
      ->option_text("NIGHTS");
  verb->add_flag("--dry-run", flags->dry_run, "Only say how many would be deleted");
  verb->add_option("--format", flags->format, "text or json; default text")->option_text("FORMAT");
  return [flags] { return prune(*flags); };
}

}  // namespace assay::cli
