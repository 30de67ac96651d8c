// assay seal-key: make a key that documents are sealed with.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>

#include "harness/cli/console.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/document/seal_key.hpp"

namespace assay::cli {
namespace {

int make_key(const std::string& file) {
  const document::SecretKey key = document::SecretKey::random();
  const std::string beside = file + ".pub";
  // The public one first: without it a secret key is of no use, and the other way round.
  document::write_key(beside, document::KeyKind::open, key.public_key().bytes);
  try {
    key.write(file);
  } catch (...) {
    std::filesystem::remove(beside);
    throw;
  }
  print(
      fmt::format("{}: secret key; keep it from whoever gains by a result\n"
                  "{}: public key {}\n",
                  file, beside, key.public_key().hex()));
  return 0;
}

}  // namespace

Action add_seal_key(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("seal-key", "Make a key to seal documents with");
  verb->footer(
      "Writes an Ed25519 key to FILE, for its owner alone, and the public one to\n"
      "FILE.pub, in the formats of OpenSSL. Files that are there stay as they are.\n\n"
      "Example:\n  assay seal-key acceptance.key\n  assay run --seal acceptance.key -o "
      "result.json\n\n"
      "Exit codes: 0 both files are written, 2 one of them cannot be.");
  const auto file = std::make_shared<std::string>();
  verb->add_option("FILE", *file, "Where the secret key goes")->required()->option_text(" ");
  return [file] { return make_key(*file); };
}

}  // namespace assay::cli
