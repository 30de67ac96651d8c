// assay fleet: which nodes, devices and links are not like the others?
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/fleet_documents.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/cli/report_output.hpp"
#include "harness/cli/tool_info.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/judge/fleet/fleet.hpp"
#include "harness/report/fleet_json.hpp"
#include "harness/report/fleet_page.hpp"
#include "harness/report/format.hpp"
#include "harness/report/html/fleet_report.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

using report::Format;

struct Flags {
  FleetInputFlags input;
  double threshold_percent = 100 * judge::kPracticalDifference;
  std::string format = "text", output;
};

constexpr auto kFormats = {Format::text, Format::markdown, Format::json, Format::html};

judge::FleetOptions options_of(const catalogue::Catalogue& catalogue, const Flags& flags) {
  if (!(flags.threshold_percent >= 0 && flags.threshold_percent < 100)) {
    throw Error(ErrorKind::usage, fmt::format("--threshold {}: give a percentage from 0 to below "
                                              "100",
                                              flags.threshold_percent));
  }
  return {.threshold = flags.threshold_percent / 100,
          .selection = flags.input.selection(catalogue)};
}

// Of the runs that count, each once.
std::vector<std::string> hosts_of(const archive::Collection& collection,
                                  const judge::FleetSelection& selection) {
  std::set<std::string> hosts;
  for (std::size_t i = 0; i < collection.runs().size(); ++i) {
    if (selection.runs[i] != 0) hosts.insert(collection.runs()[i].host);
  }
  return {hosts.begin(), hosts.end()};
}

std::string laid_out(const judge::Fleet& fleet, const archive::Collection& collection,
                     Format format, Destination destination) {
  const report::Mark mark = mark_of(fleet.selection);
  if (format == Format::json) return report::fleet_json(fleet);
  if (format == Format::html) {
    return report::html::fleet_report(fleet, hosts_of(collection, fleet.selection), mark,
                                      tool_info());
  }
  return rendered(report::fleet_page(fleet), format, mark, destination);
}

int fleet(const Flags& flags) {
  const Format format = report::parse_format(flags.format, kFormats);
  const auto catalogue = catalogue::embedded_catalogue();
  const auto options = options_of(catalogue, flags);
  FleetInput input = read_fleet(catalogue, flags.input, options.selection);
  judge::Fleet judged = judge::judge_fleet(input.collection, options);
  judged.unreadable = std::move(input.unreadable);
  ReportOutput output(flags.output);
  output.write(laid_out(judged, input.collection, format, output.destination()));
  output.finish();
  if (!judged.judged()) complain("nothing could be judged: exit 3; the page says why");
  return judged.exit_code();
}

}  // namespace

Action add_fleet(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("fleet", "Find nodes, GPUs and links unlike the others");
  verb->footer(
      "Examples:\n  assay fleet results\n"
      "  assay fleet fleet.db --since 2026-03-01 --format html -o fleet.html\n\n"
      "Like is compared with like: part, driver, power limit and level. What stands out\n"
      "is further from the median than noise would bring any value, and than the\n"
      "threshold. Of a host's runs of one level the latest complete one counts.\n"
      "Exit codes: 0 nothing is worse than the others, 1 something is, 2 wrong usage,\n"
      "or nothing can be read, 3 nothing could be judged, or a file among others not\n"
      "be read, 4 a kernel computed a wrong answer. The worst wins: 4, 3, 1.");
  const auto flags = std::make_shared<Flags>();
  add_fleet_input_flags(*verb, flags->input);
  verb->add_option("--threshold", flags->threshold_percent,
                   "A smaller difference from the median is none,\nhowever certain; default 3")
      ->option_text("PERCENT");
  verb->add_option("--format", flags->format, "text, markdown, json or html; default text")
      ->option_text("PAGE");
  verb->add_option("-o,--output", flags->output,
                   "Write into this file, which is replaced when all\nis there")
      ->option_text("FILE");
  return [flags] { return fleet(*flags); };
}

}  // namespace assay::cli
