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
#include "harness/cli/verbs.hpp"
#include "harness/judge/claims/claims.hpp"
#include "harness/report/claims_json.hpp"
#include "harness/report/claims_page.hpp"
#include "harness/report/format.hpp"
#include "harness/report/page_markdown.hpp"
#include "harness/report/page_text.hpp"

namespace assay::cli {
namespace {

constexpr int kNotJudgedExitCode = 3;

struct Flags {
  std::vector<std::string> documents;
  std::string format = "text";
  bool brief = false, allow_simulated = false;
};

std::string rendered(const judge::Claims& claims, report::Format format, report::Depth depth) {
  switch (format) {
    case report::Format::json:
      return report::claims_json(claims);
    case report::Format::markdown:
      return report::to_markdown(report::claims_page(claims, depth),
                                 {.mark = claims.simulated ? "SIMULATED" : ""});
    case report::Format::text:
      break;
  }
  return report::to_text(
      report::claims_page(claims, depth),
      {.colour = output_is_terminal() ? report::Colour::always : report::Colour::never,
       .line_prefix = claims.simulated ? "SIMULATED " : ""});
}

int claims(const Flags& flags) {
  const report::Format format = report::parse_format(flags.format);
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
  print(rendered(made, format, flags.brief ? report::Depth::brief : report::Depth::full));
  if (!made.simulated || flags.allow_simulated) return 0;
  complain("simulated documents show nothing of a device: exit 3; --allow-simulated accepts it");
  return kNotJudgedExitCode;
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
