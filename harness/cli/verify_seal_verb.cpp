// assay verify-seal: is this document what the holder of a key measured?
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <string>

#include "harness/cli/console.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/document/reader.hpp"
#include "harness/document/seal.hpp"
#include "harness/judge/seal/seal_report.hpp"
#include "harness/report/format.hpp"
#include "harness/report/seal_json.hpp"
#include "harness/report/seal_page.hpp"

namespace assay::cli {
namespace {

struct Flags {
  std::string file, key;
  std::optional<std::string> nonce, like;
  std::string format = "text";
  bool allow_simulated = false;
};

int verify(const Flags& flags) {
  const report::Format format = report::parse_format(flags.format, report::kPageFormats);
  const auto key = document::PublicKey::read(flags.key);
  if (flags.nonce) document::require_nonce(*flags.nonce, "--nonce");
  std::optional<document::Document> other;
  if (flags.like) other = document::read_document(*flags.like);
  const auto check = document::check_seal(flags.file, key, flags.nonce);
  const auto report = judge::seal_report(check, key, flags.nonce.has_value(), other);
  const report::Mark source = report::mark_of(report.run);
  print(format == report::Format::json ? report::seal_json(report)
                                       : rendered(report::seal_page(report), format, source));
  return exit_code_for(report.exit_code(), source, flags.allow_simulated);
}

}  // namespace

Action add_verify_seal(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("verify-seal", "Check who vouches for a result document");
  verb->footer(
      "Examples:\n"
      "  assay verify-seal result.json --key acceptance.key.pub --nonce 9f3c51d2\n"
      "  assay verify-seal result.json --key acceptance.key.pub --like ours.json\n\n"
      "Give a nonce that nobody can guess, such as what 'openssl rand -hex 16' prints,\n"
      "right before the run: its inputs follow from it. Run the same cases with it on a\n"
      "device of the same kind that you trust, and --like compares the answers.\n"
      "Exit codes: 0 the seal is good, and what was compared is the same; 1 it is not;\n"
      "2 a file cannot be read; 3 the answers could not be compared, or are simulated.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option("DOC", flags->file, "Result document; - is standard input")
      ->required()
      ->option_text(" ");
  verb->add_option("--key", flags->key, "Public key that you trust: a file, or 64 hex digits")
      ->required()
      ->option_text("KEY");
  verb->add_option("--nonce", flags->nonce, "Nonce that the run was to have")->option_text("NONCE");
  verb->add_option("--like", flags->like,
                   "Document with the same nonce whose answers are\nbelieved")
      ->option_text("DOC");
  verb->add_option("--format", flags->format, "text, markdown or json; default text")
      ->option_text("FORMAT");
  verb->add_flag("--allow-simulated", flags->allow_simulated,
                 "Exit 0 even if the document is simulated");
  return [flags] { return verify(*flags); };
}

}  // namespace assay::cli
