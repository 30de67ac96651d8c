// The same flags for every verb that reads an archive.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/archive_flags.hpp"

#include <fmt/format.h>

#include "kernels/error.hpp"

namespace assay::cli {

document::Timestamp parse_moment(const std::string& text, const char* flag) {
  if (const auto moment = document::parse_timestamp(text)) return *moment;
  if (const auto day = document::parse_timestamp(text + "T00:00:00Z")) return *day;
  throw Error(ErrorKind::usage, fmt::format("{} {}: no date; give one such as 2026-03-01 or "
                                            "2026-03-01T02:00:00Z (UTC)",
                                            flag, text));
}

archive::Filter ArchiveFlags::filter() const {
  archive::Filter made{.hosts = hosts, .device = device};
  if (!since.empty()) made.since = parse_moment(since, "--since");
  if (!until.empty()) made.until = parse_moment(until, "--until");
  return made;
}

void add_archive_flags(CLI::App& verb, ArchiveFlags& flags) {
  verb.add_option("--host", flags.hosts, "Only runs of this host; may be repeated")
      ->option_text("HOST")
      ->take_all()
      ->expected(1);
  verb.add_option("--since", flags.since, "Only runs that started at this date or later")
      ->option_text("DATE");
  verb.add_option("--until", flags.until, "Only runs that started before this date")
      ->option_text("DATE");
  verb.add_option("--device", flags.device, "Only runs that list this GPU")->option_text("UUID");
}

}  // namespace assay::cli
