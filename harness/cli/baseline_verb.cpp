// assay baseline: gates for the devices of a fleet, from the healthy ones in it.
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/fleet_documents.hpp"
#include "harness/cli/nested_verbs.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/document/atomic_file.hpp"
#include "harness/judge/baseline/baseline.hpp"
#include "harness/report/baseline_json.hpp"
#include "harness/report/baseline_page.hpp"

namespace assay::cli {
namespace {

constexpr int kNotMadeExitCode = 3;

struct Flags {
  FleetInputFlags input;
  std::string output;
  std::size_t minimum_devices = judge::kBaselineDevices;
};

int make(const Flags& flags) {
  const auto catalogue = catalogue::embedded_catalogue();
  const judge::BaselineOptions options{.minimum_devices = flags.minimum_devices,
                                       .selection = flags.input.selection(catalogue)};
  const FleetInput input = read_fleet(catalogue, flags.input, options.selection);
  const auto baseline = judge::make_baseline(catalogue, input.collection, options);
  document::replace_file(flags.output, report::baseline_gates_json(baseline));
  print(rendered(report::baseline_page(baseline, flags.output), report::Format::text,
                 mark_of(baseline.selection)));
  return input.unreadable.empty() ? 0 : kNotMadeExitCode;
}

Action add_make(CLI::App& baseline) {
  CLI::App* verb = baseline.add_subcommand("make", "Write a gates file from a fleet");
  verb->footer(
      "Examples:\n  assay baseline make results -o gates.json\n"
      "  assay verdict new.json --gates gates.json\n\n"
      "Expected is the median; a value fails below it by more than 5 % and 5 times the\n"
      "spread (scaled MAD). What stands out of the fleet is left out first.\n"
      "Exit codes: 0 the file is written, 2 wrong usage, or nothing can be read,\n"
      "3 too few devices, or a file among others cannot be read (the rest counts).");
  const auto flags = std::make_shared<Flags>();
  add_fleet_input_flags(*verb, flags->input);
  verb->add_option("-o,--output", flags->output, "Where the gates go; a file there is replaced")
      ->required()
      ->option_text("FILE");
  verb->add_option("--minimum-devices", flags->minimum_devices,
                   "Devices of one kind that a baseline takes; default\n16")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 30))
      ->option_text("N");
  return [flags] { return make(*flags); };
}

}  // namespace

Action add_baseline(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("baseline", "Make gates from the devices of a fleet");
  verb->footer(
      "Example:\n  assay baseline make results -o gates.json\n\n"
      "'assay baseline make --help' explains it.");
  return nested_verbs(*verb, {{"make", add_make(*verb)}});
}

}  // namespace assay::cli
