// assay validate: are these files result documents that can be trusted?
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/cli/console.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/document/reader.hpp"

namespace assay::cli {
namespace {

constexpr int kInvalidExitCode = 2;

struct Flags {
  std::vector<std::string> files;
  bool json = false;
};

int validate(const Flags& flags) {
  int code = 0;
  auto list = nlohmann::ordered_json::array();
  for (const auto& file : flags.files) {
    const auto problems = document::find_problems(file);
    if (!problems.empty()) code = kInvalidExitCode;
    list.push_back({{"file", file}, {"valid", problems.empty()}, {"problems", problems}});
    if (flags.json) continue;
    if (problems.empty()) print(fmt::format("{}: ok\n", file));
    for (const auto& problem : problems) complain(problem);
  }
  if (flags.json) {
    print(list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n');
  }
  return code;
}

}  // namespace

Action add_validate(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("validate", "Check result documents");
  verb->footer(
      "Example:\n  assay validate results/*.json\n\n"
      "Exit codes: 0 every file is a valid document, 2 one is not.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option("FILE", flags->files, "Documents; - is standard input")
      ->required()
      ->option_text(" ");
  verb->add_flag("--json", flags->json, "Print JSON instead of text");
  return [flags] { return validate(*flags); };
}

}  // namespace assay::cli
