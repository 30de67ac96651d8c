// One place for the mark of simulated and injected documents.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/page_output.hpp"

#include "harness/cli/console.hpp"
#include "harness/report/page_markdown.hpp"
#include "harness/report/page_text.hpp"

namespace assay::cli {
namespace {

constexpr int kNotJudgedExitCode = 3;

}  // namespace

std::string rendered(const report::Page& page, report::Format format, const report::Mark& made,
                     Destination destination) {
  const std::string mark = made.words();
  if (format == report::Format::markdown) return report::to_markdown(page, {.mark = mark});
  const bool terminal = destination == Destination::standard_output && output_is_terminal();
  return report::to_text(page, {.colour = terminal ? report::Colour::always : report::Colour::never,
                                .line_prefix = mark.empty() ? "" : mark + " "});
}

int exit_code_for(int code, const report::Mark& mark, bool allow_simulated) {
  if (code != 0 || !mark.simulated || allow_simulated) return code;
  complain("simulated documents show nothing of a device: exit 3; --allow-simulated accepts it");
  return kNotJudgedExitCode;
}

}  // namespace assay::cli
