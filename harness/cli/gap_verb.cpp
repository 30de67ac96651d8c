// assay gap: what has one part of another, as published and as measured?
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/gap_documents.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/judge/gap/gap.hpp"
#include "harness/judge/gap/gap_sides.hpp"
#include "harness/report/format.hpp"
#include "harness/report/gap_json.hpp"
#include "harness/report/gap_page.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

constexpr int kNotJudgedExitCode = 3;

struct Flags {
  std::string a, b;
  std::vector<std::string> evidence;
  std::string format = "text";
  bool all = false, brief = false, allow_simulated = false;
};

/// Keeps what the sides point into.
class Sides {
 public:
  explicit Sides(const catalogue::Catalogue& catalogue)
      : catalogue_(catalogue), identifier_(judge::identifier_of(catalogue_)) {}

  judge::Side side_of(const std::string& word, std::vector<std::string>& notes) {
    if (const auto* part = catalogue_.find(word)) return judge::side_of(*part);
    if (word != "-" && !std::filesystem::exists(word)) refuse(word);
    documents_.push_back(read_source(word, judge::Ground::document));
    exhibits_.push_back(judge::exhibits_of(documents_.back(), identifier_));
    return judge::side_of(catalogue_, documents_.back().name, exhibits_.back(), notes);
  }

  const std::vector<judge::Exhibit>& evidence(const std::vector<std::string>& paths) {
    auto& all = exhibits_.emplace_back();
    for (const auto& path : evidence_files(paths)) {
      documents_.push_back(read_source(path, judge::Ground::recorded));
      auto more = judge::exhibits_of(documents_.back(), identifier_);
      std::move(more.begin(), more.end(), std::back_inserter(all));
    }
    return all;
  }

 private:
  [[noreturn]] void refuse(const std::string& word) const {
    std::string ids;
    for (const auto& part : catalogue_.parts) ids += (ids.empty() ? "" : ", ") + part.id;
    throw Error(ErrorKind::usage,
                fmt::format("gap {}: neither a part of the catalogue nor a file; give a document, "
                            "or one of {}",
                            word, ids));
  }

  const catalogue::Catalogue& catalogue_;
  judge::Identifier identifier_;
  std::deque<judge::SourceDocument> documents_;
  std::deque<std::vector<judge::Exhibit>> exhibits_;
};

int gap(const Flags& flags) {
  const report::Format format = report::parse_format(flags.format, report::kPageFormats);
  if (flags.a == "-" && flags.b == "-") {
    throw Error(ErrorKind::usage, "gap - -: standard input can be one of A and B only");
  }
  const auto catalogue = catalogue::embedded_catalogue();
  Sides sides(catalogue);
  std::vector<std::string> notes;
  auto a = sides.side_of(flags.a, notes), b = sides.side_of(flags.b, notes);
  auto made = judge::gap(std::move(a), std::move(b), sides.evidence(flags.evidence),
                         flags.all ? judge::GapRows::all : judge::GapRows::main);
  made.notes.insert(made.notes.begin(), notes.begin(), notes.end());
  const report::Mark source{.simulated = made.simulated, .injected = made.injected};
  const auto depth = flags.brief ? report::Depth::brief : report::Depth::full;
  print(format == report::Format::json ? report::gap_json(made)
                                       : rendered(report::gap_page(made, depth), format, source));
  if (made.rows.empty()) {
    complain("nothing is known of both sides: exit 3; give documents with --evidence");
    return kNotJudgedExitCode;
  }
  return exit_code_for(0, source, flags.allow_simulated);
}

}  // namespace

Action add_gap(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("gap", "Compare two parts as published and as measured");
  verb->footer(
      "Example:\n  assay gap h100-sxm h20 --evidence results\n\n"
      "Ratios are B / A. A document given as evidence counts for the side whose part\n"
      "its behaviour shows it to be; its name decides nothing.\n"
      "Exit codes: 0 a table was made, 2 a side is no part and no valid document,\n"
      "3 nothing is known of both sides.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option("A", flags->a, "Part of the catalogue, or a document")
      ->required()
      ->option_text(" ");
  verb->add_option("B", flags->b, "Likewise; - is standard input")->required()->option_text(" ");
  verb->add_option("--evidence", flags->evidence,
                   "Further document, or a folder of them; may be\ngiven again")
      ->option_text("PATH")
      ->take_all()
      ->expected(1);
  verb->add_option("--format", flags->format, "text, markdown or json; default text")
      ->option_text("FORMAT");
  verb->add_flag("--all", flags->all, "Every metric, not the main ones alone");
  verb->add_flag("--brief", flags->brief, "The table and why it is so, without sources");
  verb->add_flag("--allow-simulated", flags->allow_simulated,
                 "Exit 0 even if a document is simulated");
  return [flags] { return gap(*flags); };
}

}  // namespace assay::cli
