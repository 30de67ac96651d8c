// assay archive: the documents of many nodes and nights in one file.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/cli/archive_verbs.hpp"
#include "harness/cli/nested_verbs.hpp"

namespace assay::cli {

Action add_archive(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("archive", "Keep documents of many nodes and nights");
  verb->footer(
      "Examples:\n"
      "  assay archive add fleet.db results\n"
      "  assay archive list fleet.db --since 2026-03-01\n"
      "  assay archive prune fleet.db --keep 400 --dry-run\n"
      "  assay archive export fleet.db --format csv -o fleet.csv\n"
      "  sqlite3 fleet.db 'SELECT host, max(value) FROM measurements GROUP BY host'\n\n"
      "One SQLite file holds every document bit for bit, and what was measured as\n"
      "tables that any SQLite program reads; results-schema/README.md describes them.\n"
      "Keep it on a local disk of one host: SQLite's locks do not work across network\n"
      "file systems.\n"
      "'assay archive VERB --help' explains a verb.");
  return nested_verbs(*verb, {{"add", add_archive_add(*verb)},
                              {"list", add_archive_list(*verb)},
                              {"prune", add_archive_prune(*verb)},
                              {"export", add_archive_export(*verb)}});
}

}  // namespace assay::cli
