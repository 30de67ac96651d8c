// assay manual: the manual page, and what shells complete, made from the flags themselves.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>

#include "harness/cli/build_info.hpp"
#include "harness/cli/commit.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/manual/completion_scripts.hpp"
#include "harness/cli/manual/man_page.hpp"
#include "harness/cli/verbs.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

std::string manual(const HelpTable& table, const std::string& word) {
  if (word == "man") return man_page(table, {.version = kVersion, .date = kCommitDate});
  const Completions known = known_completions();
  if (word == "bash") return bash_completion(table, known);
  if (word == "zsh") return zsh_completion(table, known);
  if (word == "fish") return fish_completion(table, known);
  throw Error(ErrorKind::usage,
              fmt::format("manual {}: unknown; give man, bash, zsh or fish", word));
}

}  // namespace

Action add_manual(CLI::App& app) {
  CLI::App* verb =
      app.add_subcommand("manual", "Print the manual page, or completions for a shell");
  verb->footer(
      "Examples:\n  assay manual man | man -l -\n  source <(assay manual bash)\n"
      "  assay manual zsh > ~/.zfunc/_assay\n"
      "  assay manual fish > ~/.config/fish/completions/assay.fish\n\n"
      "All of it is made from the flags of this binary; packages install it.");
  const auto word = std::make_shared<std::string>();
  verb->add_option("TEXT", *word, "man, bash, zsh or fish")->required()->option_text(" ");
  return [word, &app] {
    print(manual(help_table(app), *word));
    return 0;
  };
}

}  // namespace assay::cli
