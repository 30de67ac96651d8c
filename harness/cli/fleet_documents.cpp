// Entries in the order of the command line, whichever thread was the first to read one.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/fleet_documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <thread>

#include "harness/archive/archive.hpp"
#include "harness/cli/archive_flags.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/gap_documents.hpp"
#include "harness/cli/level_flag.hpp"
#include "harness/cli/ordered_work.hpp"
#include "harness/document/reader.hpp"
#include "harness/judge/observe/entry_of.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

constexpr std::size_t kThreadsAtMost = 8;

struct ReadEntry {
  std::optional<archive::Entry> entry;
  std::string reason;
};

ReadEntry read_entry(const catalogue::Catalogue& catalogue, const std::string& file) {
  try {
    return {.entry = judge::entry_of(catalogue, document::read_document(file)), .reason = ""};
  } catch (const Error& error) {
    return {.entry = {}, .reason = error.what()};
  }
}

FleetInput read_documents(const catalogue::Catalogue& catalogue,
                          const std::vector<std::string>& files) {
  const std::size_t threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1,
                                                      std::min(kThreadsAtMost, files.size()));
  FleetInput input;
  work_in_order<ReadEntry>(
      files.size(), threads, [&](std::size_t i) { return read_entry(catalogue, files[i]); },
      [&](std::size_t i, ReadEntry&& made) {
        if (made.entry) {
          input.collection.add(*made.entry);
        } else {
          input.unreadable.push_back({files[i], std::move(made.reason)});
        }
      });
  if (input.unreadable.size() == files.size()) {
    const std::string others =
        files.size() == 1 ? "" : fmt::format("none of {} files can be read: ", files.size());
    throw Error(ErrorKind::input, others + input.unreadable.front().reason);
  }
  for (const auto& one : input.unreadable) complain(one.reason);
  return input;
}

// Where nothing counts, what was left out is to be counted: a simulated run must not hide a real
// one before.
archive::Collection read_archive(const std::string& file,
                                 const judge::FleetSelectionOptions& selection) {
  const archive::Archive known(file);
  archive::Filter filter{.since = selection.since, .level = selection.level};
  filter.with_simulated = selection.allow_simulated;
  auto collection = known.latest(filter);
  if (!collection.runs().empty()) return collection;
  filter.with_simulated = true;
  return known.latest(filter);
}

}  // namespace

judge::FleetSelectionOptions FleetInputFlags::selection(
    const catalogue::Catalogue& catalogue) const {
  judge::FleetSelectionOptions made{.allow_simulated = allow_simulated};
  if (!since.empty()) made.since = parse_moment(since, "--since");
  if (!level.empty()) made.level = parse_level(level);
  if (!part.empty()) made.part = catalogue.at(part, "--part").id;
  return made;
}

void add_fleet_input_flags(CLI::App& verb, FleetInputFlags& flags) {
  verb.add_option("DOC", flags.inputs,
                  "Documents of assay run, folders of them, or one\narchive of assay archive")
      ->required()
      ->option_text(" ");
  verb.add_option("--since", flags.since, "Only runs that started at this date or later")
      ->option_text("DATE");
  verb.add_option("--level", flags.level, "Only runs of this level: quick, standard or soak")
      ->option_text("LEVEL");
  verb.add_option("--part", flags.part, "Only GPUs of this part, such as h100-sxm")
      ->option_text("PART");
  verb.add_flag("--allow-simulated", flags.allow_simulated,
                "Take in runs that are simulated, or whose faults\nwere injected");
}

FleetInput read_fleet(const catalogue::Catalogue& catalogue, const FleetInputFlags& flags,
                      const judge::FleetSelectionOptions& selection) {
  const auto files = evidence_files(flags.inputs);
  const auto is_archive = [](const std::string& file) {
    return file != "-" && archive::is_database(file);
  };
  const auto found = std::find_if(files.begin(), files.end(), is_archive);
  if (found == files.end()) return read_documents(catalogue, files);
  if (files.size() > 1) {
    throw Error(ErrorKind::usage,
                fmt::format("{} is an archive, and stands alone; add the documents to it, or give "
                            "documents only",
                            *found));
  }
  return {.collection = read_archive(*found, selection), .unreadable = {}};
}

report::Mark mark_of(const judge::FleetSelection& selection) {
  return {.simulated = selection.any_simulated, .injected = selection.any_injected};
}

}  // namespace assay::cli
