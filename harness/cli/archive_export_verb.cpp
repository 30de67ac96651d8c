// assay archive export: out again, as documents or as a table.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>

#include "harness/archive/archive.hpp"
#include "harness/cli/archive_flags.hpp"
#include "harness/cli/archive_verbs.hpp"
#include "harness/cli/console.hpp"
#include "harness/document/atomic_file.hpp"
#include "harness/report/archive_csv.hpp"
#include "harness/report/format.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = std::size_t{1} << 16;

struct Flags {
  std::string database, output, format = "json";
  ArchiveFlags runs;
};

void make_folder(const std::string& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (!failure && fs::is_directory(folder)) return;
  throw Error(ErrorKind::usage,
              fmt::format("cannot make the folder {}{}{}; give one that can be written with -o",
                          folder, failure ? ": " : "", failure ? failure.message() : ""));
}

int export_documents(const archive::Archive& archive, const std::vector<archive::ArchivedRun>& runs,
                     const std::string& folder) {
  if (folder.empty()) {
    throw Error(ErrorKind::usage, "archive export: give the folder for the documents with -o");
  }
  make_folder(folder);
  for (const auto& run : runs) {
    document::replace_file(fs::path(folder) / (run.run.id + ".json"), archive.text_of(run.number));
  }
  print(fmt::format("{} {} written to {}\n", runs.size(),
                    runs.size() == 1 ? "document" : "documents", folder));
  return 0;
}

// Pieces go out as they are made: a year of a fleet does not fit into memory.
void write_table(const archive::Archive& archive, const std::vector<archive::ArchivedRun>& runs,
                 const std::function<void(std::string_view)>& out) {
  std::string piece = std::string(report::kObservationColumns) + '\n';
  for (const auto& run : runs) {
    report::append_observations(piece, archive.entry_of(run.number));
    if (piece.size() < kPieceBytes) continue;
    out(piece);
    piece.clear();
  }
  out(piece);
}

int export_table(const archive::Archive& archive, const std::vector<archive::ArchivedRun>& runs,
                 const std::string& path) {
  if (path.empty()) {
    write_table(archive, runs, print);
    return 0;
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  write_table(archive, runs, [&](std::string_view piece) { file << piece; });
  file.close();
  if (file) return 0;
  throw Error(ErrorKind::usage,
              fmt::format("cannot write {}: what is in it is not whole; make room "
                          "or give another file with -o",
                          path));
}

int export_runs(const Flags& flags) {
  const auto format =
      report::parse_format(flags.format, {report::Format::json, report::Format::csv});
  auto filter = flags.runs.filter();
  filter.with_simulated = true;
  const archive::Archive archive(flags.database);
  const auto runs = archive.runs(filter);
  return format == report::Format::csv ? export_table(archive, runs, flags.output)
                                       : export_documents(archive, runs, flags.output);
}

}  // namespace

Action add_archive_export(CLI::App& archive) {
  CLI::App* verb = archive.add_subcommand("export", "Write documents, or a table, of an archive");
  verb->footer(
      "Examples:\n"
      "  assay archive export fleet.db -o documents --since 2026-03-01\n"
      "  assay archive export fleet.db --format csv -o fleet.csv\n\n"
      "Documents are bit for bit what was added, named by the id of their run. The\n"
      "table has one row for each metric of each device, in every run;\n"
      "results-schema/README.md names the type of each column. Simulated runs are\n"
      "exported too, as what they are.\n"
      "Exit codes: 0 all is written, 2 it is no archive or cannot be written, 3 it is\n"
      "locked.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option("DB", flags->database, "The archive")->required()->option_text(" ");
  verb->add_option("-o,--output", flags->output,
                   "Folder for the documents, or file for the table;\nwithout it the table is "
                   "printed")
      ->option_text("PATH");
  add_archive_flags(*verb, flags->runs);
  verb->add_option("--format", flags->format, "json (the documents, default) or csv (the table)")
      ->option_text("FORMAT");
  return [flags] { return export_runs(*flags); };
}

}  // namespace assay::cli
