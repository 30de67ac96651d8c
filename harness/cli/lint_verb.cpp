// assay lint: can these gates, or this catalogue, be trusted to judge a device?
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/cli/console.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/judge/lint/lint.hpp"
#include "harness/report/format.hpp"
#include "harness/report/lint_json.hpp"
#include "harness/report/lint_page.hpp"

namespace assay::cli {
namespace {

struct Flags {
  std::vector<std::string> gates;
  std::optional<std::string> catalogue;
  std::string format = "text";
};

int lint(const Flags& flags) {
  const report::Format format = report::parse_format(flags.format, report::kPageFormats);
  std::optional<std::filesystem::path> directory;
  if (flags.catalogue) directory = *flags.catalogue;
  const auto result = judge::lint(directory, {flags.gates.begin(), flags.gates.end()});
  print(format == report::Format::json
            ? report::lint_json(result)
            : rendered(report::lint_page(result), format, report::Mark{}));
  return result.exit_code();
}

}  // namespace

Action add_lint(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("lint", "Check gates files and the catalogue for mistakes");
  verb->footer(
      "Examples:\n  assay lint gates.json\n  assay lint --catalogue results-schema/catalogue\n\n"
      "Without a file and a directory it checks the catalogue in this binary.\n"
      "Exit codes: 0 nothing is wrong but for warnings, 1 a value cannot be right or\n"
      "catches nothing, 2 a file cannot be read or does not follow its schema.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option("GATES", flags->gates, "Gates files; - is standard input")->option_text(" ");
  verb->add_option("--catalogue", flags->catalogue,
                   "Check this catalogue, and the gates against it")
      ->option_text("DIRECTORY");
  verb->add_option("--format", flags->format, "text, markdown or json; default text")
      ->option_text("FORMAT");
  return [flags] { return lint(*flags); };
}

}  // namespace assay::cli
