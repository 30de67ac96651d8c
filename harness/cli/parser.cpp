// CLI11 behind our own exit codes: its exceptions become Error, its help goes out through print().
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/cli/console.hpp"
#include "harness/cli/nested_verbs.hpp"
#include "harness/cli/run_parser.hpp"
#include "harness/cli/tool_info.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/cli/worker_verb.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

constexpr int kUsageExitCode = 2;
constexpr std::size_t kFlagColumns = 26;

void describe(CLI::App& app) {
  app.name("assay");
  app.description("Measures GPUs and CPUs, checks every answer, and judges what it found.");
  app.option_defaults()->group("Flags");
  app.set_help_flag("-h,--help", "Print this help");
  app.set_version_flag("--version", version_line(), "Print version and commit");
  app.require_subcommand(0, 1);
  app.get_formatter()->column_width(kFlagColumns);
  app.get_formatter()->label("OPTIONS", "FLAGS");
  app.get_formatter()->label("SUBCOMMAND", "VERB");
  app.footer(R"(Example:
  assay run -o result.json
  assay verdict result.json

'assay VERB --help' explains a verb.
Exit codes: 0 all done, nothing failed; 1 a verdict or a comparison failed;
2 wrong usage, or input that cannot be read; 3 something planned could not be
measured or judged; 4 a kernel computed a wrong answer. The worst wins.)");
}

using Actions = std::map<std::string, Action>;

// In the order of the help, which a brace-initialised list keeps.
Actions add_verbs(CLI::App& app, const Invocation& invocation) {
  return {{"probe", add_probe(app)},         {"list", add_list(app)},
          {"run", add_run(app, invocation)}, {"validate", add_validate(app)},
          {"verdict", add_verdict(app)},     {"identify", add_identify(app)},
          {"compare", add_compare(app)},     {"gap", add_gap(app)},
          {"claims", add_claims(app)},       {"lint", add_lint(app)},
          {"explain", add_explain(app)},     {"doctor", add_doctor(app)},
          {"seal-key", add_seal_key(app)},   {"verify-seal", add_verify_seal(app)},
          {"archive", add_archive(app)},     {"fleet", add_fleet(app)},
          {"baseline", add_baseline(app)},   {"trend", add_trend(app)},
          {"manual", add_manual(app)}};
}

// CLI11's sentence, in one line, and where to read on.
[[noreturn]] void refuse(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* verb = chosen_verb(app);
  const std::string help = verb ? fmt::format("assay {} --help", full_name(*verb)) : "assay --help";
  throw Error(ErrorKind::usage, fmt::format("{}; see '{}'", error.what(), help));
}

}  // namespace

int dispatch(const std::vector<std::string>& arguments) {
  // Not for people, so not in the help.
  if (!arguments.empty() && arguments.front() == "worker") {
    return work_for({arguments.begin() + 1, arguments.end()});
  }
  const SplitArguments given = split_arguments(arguments);
  CLI::App app;
  describe(app);
  const Actions actions =
      add_verbs(app, {.arguments = arguments, .google_benchmark_flags = given.passed_through});
  for (CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    verb->group("Verbs");
    verb->get_help_ptr()->group("Flags");
  }
  try {
    app.parse(std::vector<std::string>(given.ours.rbegin(), given.ours.rend()));
  } catch (const CLI::CallForHelp&) {
    print(app.help());
    return 0;
  } catch (const CLI::CallForVersion&) {
    print(version_line() + '\n');
    return 0;
  } catch (const CLI::ParseError& error) {
    refuse(app, error);
  }
  const auto chosen = app.get_subcommands();
  if (!chosen.empty()) return actions.at(chosen.front()->get_name())();
  print_error(app.help());
  return kUsageExitCode;
}

}  // namespace assay::cli
