// assay identify: which part of the catalogue does each device behave like?
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <string>

#include "harness/cli/console.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/document/reader.hpp"
#include "harness/judge/identity/identity_report.hpp"
#include "harness/report/format.hpp"
#include "harness/report/identity_json.hpp"
#include "harness/report/identity_page.hpp"
#include "harness/report/page_markdown.hpp"
#include "harness/report/page_text.hpp"

namespace assay::cli {
namespace {

constexpr const char* kSimulatedMark = "SIMULATED";

struct Flags {
  std::string file, expected;
  std::string format = "text";
  bool allow_simulated = false;
};

std::string rendered(const judge::IdentityReport& report, report::Format format) {
  const std::string mark = report.simulated_part ? kSimulatedMark : "";
  switch (format) {
    case report::Format::json:
      return report::identity_json(report);
    case report::Format::markdown:
      return report::to_markdown(report::identity_page(report), {.mark = mark});
    case report::Format::text:
      break;
  }
  return report::to_text(
      report::identity_page(report),
      {.colour = output_is_terminal() ? report::Colour::always : report::Colour::never,
       .line_prefix = mark.empty() ? "" : mark + " "});
}

int identify(const Flags& flags) {
  const report::Format format = report::parse_format(flags.format);
  const auto expected = flags.expected.empty() ? std::nullopt : std::optional(flags.expected);
  const auto report = judge::identify_all(catalogue::embedded_catalogue(),
                                          document::read_document(flags.file), expected);
  print(rendered(report, format));
  if (report.simulated_part && report.state == judge::State::pass && !flags.allow_simulated) {
    complain(
        "a simulated document shows nothing of a device: exit 3; --allow-simulated accepts it");
    return judge::exit_code_of(judge::State::could_not_judge);
  }
  return judge::exit_code_of(report.state);
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
