// assay compare: what changed from one run to another, and is anything worse than tolerated?
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>

#include "harness/cli/console.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/document/reader.hpp"
#include "harness/judge/compare/comparison.hpp"
#include "harness/report/comparison_json.hpp"
#include "harness/report/comparison_page.hpp"
#include "harness/report/format.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

struct Flags {
  std::string before, after;
  double tolerance_percent = 5, floor_percent = 1;
  std::string format = "text";
  bool allow_simulated = false;
};

double share_of(double percent, const char* flag) {
  if (percent >= 0 && percent < 100) return percent / 100;
  throw Error(ErrorKind::usage,
              fmt::format("{} {}: give a percentage from 0 to below 100", flag, percent));
}

int compare(const Flags& flags) {
  const report::Format format = report::parse_format(flags.format, report::kPageFormats);
  const judge::ComparisonOptions options{
      .tolerance = share_of(flags.tolerance_percent, "--tolerance"),
      .floor = share_of(flags.floor_percent, "--floor")};
  if (flags.before == "-" && flags.after == "-") {
    throw Error(ErrorKind::usage, "compare - -: standard input can be one of OLD and NEW only");
  }
  const auto comparison = judge::compare(document::read_document(flags.before),
                                         document::read_document(flags.after), options);
  const report::Mark source{.simulated = comparison.simulated(), .injected = comparison.injected()};
  print(format == report::Format::json
            ? report::comparison_json(comparison)
            : rendered(report::comparison_page(comparison), format, source));
  return exit_code_for(judge::exit_code(comparison.effect), source, flags.allow_simulated);
}

}  // namespace

Action add_compare(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("compare", "Compare two result documents case by case");
  verb->footer(
      "Example:\n  assay compare old.json new.json --tolerance 3\n\n"
      "Exit codes: 0 no case lost more than is tolerated, 1 one did,\n"
      "2 a file is no valid document, 3 a case could not be judged: it has no\n"
      "result in NEW, or too much noise; 4 a case of NEW computed a wrong answer.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option("OLD", flags->before, "Document to compare with; - is standard input")
      ->required()
      ->option_text(" ");
  verb->add_option("NEW", flags->after, "Document that is judged; - is standard input")
      ->required()
      ->option_text(" ");
  verb->add_option("--tolerance", flags->tolerance_percent,
                   "A greater loss is a regression; default 5")
      ->option_text("PERCENT");
  verb->add_option("--floor", flags->floor_percent,
                   "A smaller change is none, however\ncertain; default 1")
      ->option_text("PERCENT");
  verb->add_option("--format", flags->format, "text, markdown or json; default text")
      ->option_text("FORMAT");
  verb->add_flag("--allow-simulated", flags->allow_simulated,
                 "Exit 0 even if a document is simulated");
  return [flags] { return compare(*flags); };
}

}  // namespace assay::cli
