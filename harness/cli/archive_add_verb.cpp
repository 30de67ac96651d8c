// assay archive add: several threads read, one writes.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "harness/archive/archive.hpp"
#include "harness/archive/writer.hpp"
#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/archive_verbs.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/gap_documents.hpp"
#include "harness/cli/ordered_work.hpp"
#include "harness/core/sha256.hpp"
#include "harness/document/reader.hpp"
#include "harness/json/input_text.hpp"
#include "harness/judge/observe/entry_of.hpp"
#include "harness/report/archive_report.hpp"
#include "harness/report/format.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

using archive::Outcome;

constexpr int kSomeSkippedExitCode = 3;
constexpr int kNoneReadableExitCode = 2;
// The lock is held for the milliseconds that writing so many takes, so that others have their turn.
constexpr std::size_t kBatch = 256;
constexpr auto kFormats = {report::Format::text, report::Format::json};

struct Flags {
  std::string database;
  std::vector<std::string> documents;
  std::string format = "text";
};

/// A file, read.
struct Read {
  archive::Parcel parcel = {};
  bool already_there = false;
  std::string problem = {};  ///< not empty: it is no document
};

/// What threads share.
class Shelf {
 public:
  explicit Shelf(const std::string& database)
      : catalogue_(catalogue::embedded_catalogue()), archive_(database) {}

  Read read(const std::string& file) {
    try {
      const auto text = json::read_text(file, "a document that assay run wrote");
      auto sha256 = sha256_hex(text);
      if (holds(sha256)) return {.already_there = true};
      const auto document = document::parse_document(text, json::shown_name(file));
      return {.parcel =
                  archive::pack(judge::entry_of(catalogue_, document), text, std::move(sha256))};
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::input) throw;
      return {.problem = error.what()};
    }
  }

 private:
  // Errors of the archive itself are no reason to skip a document.
  bool holds(const std::string& sha256) {
    const std::lock_guard lock(mutex_);
    try {
      return archive_.holds(sha256);
    } catch (const Error& error) {
      throw Error(ErrorKind::unavailable, error.what());
    }
  }

  const catalogue::Catalogue catalogue_;
  std::mutex mutex_;
  archive::Archive archive_;
};

/// Gathers what was read into batches, and counts what became of it.
class Adding {
 public:
  Adding(const std::string& database, const std::vector<std::string>& files)
      : writer_(database), files_(files) {}

  void take(std::size_t index, Read read) {
    if (!read.problem.empty()) {
      skip(files_[index], read.problem);
    } else if (read.already_there) {
      ++report_.already_there;
    } else {
      batch_.push_back(std::move(read.parcel));
      names_.push_back(index);
      if (batch_.size() == kBatch) write();
    }
  }

  void write() {
    if (batch_.empty()) return;
    const auto additions = writer_.add(batch_, document::now());
    for (std::size_t i = 0; i < additions.size(); ++i) count(files_[names_[i]], additions[i]);
    batch_.clear();
    names_.clear();
  }

  const report::ArchiveAddition& report() const { return report_; }

 private:
  void count(const std::string& file, const archive::Addition& addition) {
    if (!addition.warning.empty()) complain(addition.warning);
    switch (addition.outcome) {
      case Outcome::added:
        ++report_.added;
        break;
      case Outcome::already_there:
        ++report_.already_there;
        break;
      case Outcome::replaced:
        ++report_.replaced;
        break;
      case Outcome::superseded:
        ++report_.superseded;
        break;
      case Outcome::refused:
        skip(file, fmt::format("{} was not added: {}", json::shown_name(file), addition.reason));
        break;
    }
  }

  void skip(const std::string& file, const std::string& reason) {
    complain(reason);
    report_.skipped.push_back({json::shown_name(file), reason});
  }

  archive::Writer writer_;
  const std::vector<std::string>& files_;
  std::vector<archive::Parcel> batch_ = {};
  std::vector<std::size_t> names_ = {};
  report::ArchiveAddition report_ = {};
};

int add(const Flags& flags) {
  const report::Format format = report::parse_format(flags.format, kFormats);
  const auto files = evidence_files(flags.documents);
  Adding adding(flags.database, files);
  Shelf shelf(flags.database);
  const std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
  work_in_order<Read>(
      files.size(), threads, [&](std::size_t i) { return shelf.read(files[i]); },
      [&](std::size_t i, Read read) { adding.take(i, std::move(read)); });
  adding.write();
  const auto& report = adding.report();
  print(format == report::Format::json ? report::to_json(report) : report::to_text(report));
  if (report.skipped.empty()) return 0;
  return report.skipped.size() == files.size() ? kNoneReadableExitCode : kSomeSkippedExitCode;
}

}  // namespace

Action add_archive_add(CLI::App& archive) {
  CLI::App* verb = archive.add_subcommand("add", "Add documents to an archive");
  verb->footer(
      "Example:\n  assay archive add fleet.db results\n\n"
      "The archive is made where there is none. A document that is already there\n"
      "changes nothing, and one of a run that was resumed replaces what the run was\n"
      "before: add the same folder every night. Ended in the middle, repeat it.\n"
      "Exit codes: 0 all are in the archive, 2 it cannot be written or no document was\n"
      "taken, 3 documents were skipped and named, or the archive is locked or its disk\n"
      "full.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option("DB", flags->database, "The archive")->required()->option_text(" ");
  verb->add_option("DOC", flags->documents, "Documents, or folders that hold them")
      ->required()
      ->option_text(" ");
  verb->add_option("--format", flags->format, "text or json; default text")->option_text("FORMAT");
  return [flags] { return add(*flags); };
}

}  // namespace assay::cli
