// assay claims: does the evidence at hand bear out what was said in public?
// SPDX-License-Identifier: Apache-2.0
#include <deque>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/gap_documents.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/judge/claims/claims.hpp"
#include "harness/report/claims_json.hpp"
#include "harness/report/claims_page.hpp"
#include "harness/report/format.hpp"

namespace assay::cli {
namespace {

struct Flags {
  std::vector<std::string> documents;
  std::string format = "text";
  bool brief = false, allow_simulated = false;
};

int claims(const Flags& flags) {
  const report::Format format = report::parse_format(flags.format, report::kPageFormats);
  const auto catalogue = catalogue::embedded_catalogue();
  const auto identifier = judge::identifier_of(catalogue);
  std::deque<judge::SourceDocument> documents;  // exhibits point into them
  std::vector<judge::Exhibit> exhibits;
  for (const auto& path : evidence_files(flags.documents)) {
    documents.push_back(read_source(path, judge::Ground::document));
    auto more = judge::exhibits_of(documents.back(), identifier);
    std::move(more.begin(), more.end(), std::back_inserter(exhibits));
  }
  const auto made = judge::judge_claims(catalogue, exhibits, identifier);
  const report::Mark source{.simulated = made.simulated, .injected = made.injected};
  const auto depth = flags.brief ? report::Depth::brief : report::Depth::full;
  print(format == report::Format::json
            ? report::claims_json(made)
            : rendered(report::claims_page(made, depth), format, source));
  return exit_code_for(0, source, flags.allow_simulated);
}

}  // namespace

Action add_claims(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("claims", "Judge published claims by the evidence at hand");
  verb->footer(
      "Example:\n  assay claims h100.json h20.json\n\n"
      "Without a document the claims are judged by published figures alone.\n"
      "Exit codes: 0 judged, whatever was found; 2 a document cannot be read;\n"
      "3 a document is simulated.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option("DOC", flags->documents, "Documents, or folders of them; - is standard input")
      ->option_text("...");
  verb->add_option("--format", flags->format, "text, markdown or json; default text")
      ->option_text("FORMAT");
  verb->add_flag("--brief", flags->brief, "The table alone, without criteria");
  verb->add_flag("--allow-simulated", flags->allow_simulated,
                 "Exit 0 even if a document is simulated");
  return [flags] { return claims(*flags); };
}

}  // namespace assay::cli
