// assay archive list: which runs are in there?
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "harness/archive/archive.hpp"
#include "harness/cli/archive_flags.hpp"
#include "harness/cli/archive_verbs.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/report/archive_csv.hpp"
#include "harness/report/archive_report.hpp"
#include "harness/report/format.hpp"

namespace assay::cli {
namespace {

constexpr auto kFormats = {report::Format::text, report::Format::markdown, report::Format::json,
                           report::Format::csv};

struct Flags {
  std::string database, format = "text";
  ArchiveFlags runs;
};

int list(const Flags& flags) {
  const report::Format format = report::parse_format(flags.format, kFormats);
  auto filter = flags.runs.filter();
  filter.with_simulated = true;
  const auto runs = archive::Archive(flags.database).runs(filter);
  switch (format) {
    case report::Format::json:
      print(report::archive_json(runs));
      break;
    case report::Format::csv:
      print(report::archive_csv(runs));
      break;
    default:
      print(rendered(report::archive_page(runs), format, {}));
  }
  return 0;
}

}  // namespace

Action add_archive_list(CLI::App& archive) {
  CLI::App* verb = archive.add_subcommand("list", "List the runs of an archive");
  verb->footer(
      "Example:\n  assay archive list fleet.db --host node17 --since 2026-03-01\n\n"
      "Simulated runs and those with injected faults are listed too, as what they are.\n"
      "Exit codes: 0 they are listed, 2 it is no archive, 3 it is locked.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option("DB", flags->database, "The archive")->required()->option_text(" ");
  add_archive_flags(*verb, flags->runs);
  verb->add_option("--format", flags->format, "text, markdown, json or csv; default text")
      ->option_text("FORMAT");
  return [flags] { return list(*flags); };
}

}  // namespace assay::cli
