// assay identify: which part of the catalogue does each device behave like?
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <string>

#include "harness/cli/console.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/document/reader.hpp"
#include "harness/judge/identity/identity_report.hpp"
#include "harness/report/format.hpp"
#include "harness/report/identity_json.hpp"
#include "harness/report/identity_page.hpp"

namespace assay::cli {
namespace {

struct Flags {
  std::string file, expected;
  std::string format = "text";
  bool allow_simulated = false;
};

int identify(const Flags& flags) {
  const report::Format format = report::parse_format(flags.format, report::kPageFormats);
  const auto expected = flags.expected.empty() ? std::nullopt : std::optional(flags.expected);
  const auto report = judge::identify_all(catalogue::embedded_catalogue(),
                                          document::read_document(flags.file), expected);
  const report::Mark source{.simulated = report.simulated_part.has_value(),
                            .injected = report.injected};
  print(format == report::Format::json ? report::identity_json(report)
                                       : rendered(report::identity_page(report), format, source));
  return exit_code_for(judge::exit_code_of(report.state), source, flags.allow_simulated);
}

}  // namespace

Action add_identify(CLI::App& app) {
  CLI::App* verb =
      app.add_subcommand("identify", "Name the catalogued part that each GPU behaves like");
  verb->footer(
      "Only what was measured counts; name and device id are claims that are tested.\n\n"
      "Example:\n  assay identify result.json --expect h100-sxm\n\n"
      "Exit codes: 0 behaves as claimed, or nothing is claimed; 1 behaves like\n"
      "another part; 2 the file is no valid document; 3 too little was measured,\n"
      "or nothing in the catalogue explains a device that claims nothing.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option("DOC", flags->file, "Result document; - is standard input")
      ->required()
      ->option_text(" ");
  verb->add_option("--expect", flags->expected, "Part it should be, such as h100-sxm")
      ->option_text("PART");
  verb->add_option("--format", flags->format, "text, markdown or json; default text")
      ->option_text("FORMAT");
  verb->add_flag("--allow-simulated", flags->allow_simulated,
                 "Exit 0 even if the document is simulated");
  return [flags] { return identify(*flags); };
}

}  // namespace assay::cli
