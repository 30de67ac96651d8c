// assay explain: what does a metric mean, and what is wrong where it is poor?
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/cli/console.hpp"
#include "harness/cli/page_output.hpp"
#include "harness/cli/verbs.hpp"
#include "harness/judge/explain/explained.hpp"
#include "harness/report/explanation_json.hpp"
#include "harness/report/explanation_page.hpp"
#include "harness/report/format.hpp"

namespace assay::cli {
namespace {

struct Flags {
  std::vector<std::string> metrics;
  std::string part;
  std::string format = "text";
};

std::vector<judge::Explained> chosen(const std::vector<judge::Explained>& all,
                                     const std::vector<std::string>& wanted) {
  if (wanted.empty()) return all;
  std::vector<judge::Explained> list;
  for (const auto& each : wanted) {
    const auto found = judge::find_explained(all, each);
    list.insert(list.end(), found.begin(), found.end());
  }
  return list;
}

int explain(const Flags& flags) {
  const report::Format format = report::parse_format(flags.format, report::kPageFormats);
  const auto catalogue = catalogue::embedded_catalogue();
  const auto explanations = catalogue::embedded_explanations();
  const catalogue::Part* part = flags.part.empty() ? nullptr : &catalogue.at(flags.part, "--part");
  const auto list = chosen(judge::explained(explanations, kernel_table()), flags.metrics);
  if (format == report::Format::json) {
    print(report::explanations_json(list, part));
  } else {
    const bool overview = flags.metrics.empty() && part == nullptr;
    print(rendered(
        overview ? report::explanation_list_page(list) : report::explanation_page(list, part),
        format, report::Mark{}));
  }
  return 0;
}

}  // namespace

Action add_explain(CLI::App& app) {
  CLI::App* verb = app.add_subcommand("explain", "Explain what a metric means and what spoils it");
  verb->footer(
      "Examples:\n  assay explain memory.triad\n  assay explain 'gemm.*' --part h100-sxm\n\n"
      "Formula, derivation, what limits it, what a poor value means and what to do.\n"
      "Without a metric it lists all of them.\n"
      "Exit codes: 0 explained, 2 no kernel or metric is called so.");
  const auto flags = std::make_shared<Flags>();
  verb->add_option(
          "METRIC", flags->metrics,
          "Kernels, such as memory.read, metrics, such as\nmemory.read/bandwidth, or globs")
      ->option_text(" ");
  verb->add_option("--part", flags->part,
                   "Show too what is published of this part, with\nsources, such as h100-sxm")
      ->option_text("PART");
  verb->add_option("--format", flags->format, "text, markdown or json; default text")
      ->option_text("FORMAT");
  return [flags] { return explain(*flags); };
}

}  // namespace assay::cli
