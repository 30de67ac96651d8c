// Conclusion first, then the cases, then what else differs.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/comparison_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/core/words.hpp"
#include "harness/document/timestamp.hpp"
#include "harness/judge/compare/comparison_words.hpp"

namespace assay::report {
namespace {

using judge::ComparedCase;
using judge::Comparison;
using judge::Effect;
using judge::Outcome;

std::string describe(std::string_view side, const judge::ComparedRun& run) {
  const std::string what =
      run.simulated ? "simulated " + *run.simulated : fmt::format("on {}", run.hostname);
  return fmt::format("{}: run {} of {}, {}, assay {}", side, run.id.substr(0, 8),
                     document::to_string(run.started_at), what, run.tool_version);
}

// "memory.read 1GiB fp32": the kernel and the values in the brackets of the name.
std::string short_name(const ComparedCase& compared) {
  const std::string_view name = compared.name;
  const std::size_t begin = name.find('['), end = name.rfind(']');
  if (begin == name.npos || end == name.npos || end < begin) return compared.name;
  std::string text = compared.kernel;
  std::string_view rest = name.substr(begin + 1, end - begin - 1);
  while (!rest.empty()) {
    const std::size_t space = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, space);
    text += fmt::format(" {}", word.substr(word.find('=') == word.npos ? 0 : word.find('=') + 1));
    rest.remove_prefix(std::min(space + 1, rest.size()));
  }
  return text;
}

std::string number(double ratio) {
  return ratio >= 0.1 && ratio < 10 ? fmt::format("{:.3f}", ratio) : fmt::format("{:.3g}", ratio);
}

std::string shown(const std::optional<judge::Figure>& figure, const ComparedCase& compared) {
  if (!figure) return "-";
  if (compared.quantity == Quantity::count) return fmt::format("{:.6g}", figure->median);
  return format_quantity(figure->median, unit_of(compared.quantity, compared.type));
}

Paint paint_of(const ComparedCase& compared) {
  switch (compared.effect) {
    case Effect::regression:
    case Effect::wrong_answer:
      return Paint::red;
    case Effect::not_judged:
      return Paint::yellow;
    case Effect::none:
      return Paint::none;
  }
  return Paint::none;
}

PageTable table_of(const Comparison& comparison, const std::string& device) {
  PageTable table{.columns = {{"case", Align::left, 40, Overflow::wrap},
                              {"old", Align::right, 12},
                              {"new", Align::right, 12},
                              {"ratio", Align::right, 9},
                              {"interval", Align::left, 20},
                              {"outcome", Align::left, 9}},
                  .rows = {},
                  .painted_column = {}};
  for (const auto& one : comparison.cases) {
    if (one.device != device) continue;
    const auto& ratio = one.ratio;
    table.row({short_name(one), shown(one.before, one), shown(one.after, one),
               ratio ? number(ratio->value) : "-",
               ratio ? fmt::format("{}..{}", number(ratio->low), number(ratio->high)) : "-",
               std::string(document::word_of(one.outcome))},
              paint_of(one));
  }
  return table;
}

std::vector<std::string> devices_of(const Comparison& comparison) {
  std::vector<std::string> devices;
  for (const auto& one : comparison.cases) {
    if (std::find(devices.begin(), devices.end(), one.device) == devices.end()) {
      devices.push_back(one.device);
    }
  }
  return devices;
}

// What decides the exit code first; one line for all cases that share their sentence.
std::vector<std::string> reasons_of(const Comparison& comparison, const std::string& device) {
  struct Shared {
    const ComparedCase* first;
    std::size_t count;
  };
  std::vector<Shared> list;
  for (const auto& one : comparison.cases) {
    if (one.device != device || one.reason.empty()) continue;
    const auto found = std::find_if(list.begin(), list.end(), [&](const Shared& other) {
      return other.first->outcome == one.outcome && other.first->reason == one.reason;
    });
    if (found == list.end()) {
      list.push_back({.first = &one, .count = 1});
    } else {
      ++found->count;
    }
  }
  std::stable_sort(list.begin(), list.end(), [](const Shared& a, const Shared& b) {
    return a.first->effect > b.first->effect;
  });
  std::vector<std::string> sentences;
  for (const auto& [one, count] : list) {
    sentences.push_back(fmt::format("{}: {}: {}", document::word_of(one->outcome),
                                    count == 1 ? short_name(*one) : fmt::format("{} cases", count),
                                    one->reason));
  }
  return sentences;
}

void add_conditions(Page& page, const Comparison& comparison) {
  if (comparison.conditions.empty()) return;
  PageTable table{.columns = {{"condition", Align::left, 40, Overflow::wrap},
                              {"old", Align::left, 60, Overflow::wrap},
                              {"new", Align::left, 60, Overflow::wrap}},
                  .rows = {},
                  .painted_column = {}};
  for (const auto& condition : comparison.conditions) {
    const std::size_t count = condition.cases.size();
    table.row({count == 0 ? condition.subject
                          : fmt::format("{} ({} case{}, first shown)", condition.subject, count,
                                        count == 1 ? "" : "s"),
               condition.before, condition.after});
  }
  page.section("What else differs").table(std::move(table));
}

std::string means_of(const Comparison& comparison) {
  std::string text;
  for (const auto& mean : comparison.means) {
    text += fmt::format("{}{} {} over {} case{}", text.empty() ? "Geometric mean ratio: " : ", ",
                        to_string(mean.quantity), number(mean.ratio), mean.count,
                        mean.count == 1 ? "" : "s");
  }
  return text;
}

}  // namespace

Page comparison_page(const Comparison& comparison) {
  Page page;
  page.heading("Comparison").paragraph(comparison.conclusion);
  page.bullets({describe("OLD", comparison.before), describe("NEW", comparison.after)});
  if (comparison.before.id == comparison.after.id) {
    page.paragraph("OLD and NEW are documents of the same run.");
  }
  for (const auto& device : devices_of(comparison)) {
    page.section(device).table(table_of(comparison, device));
    page.bullets(reasons_of(comparison, device));
  }
  if (const std::string means = means_of(comparison); !means.empty()) page.paragraph(means);
  add_conditions(page, comparison);
  page.paragraph(fmt::format(
      "A ratio above 1 is better. Changes within {:.3g} % are the same, a loss of more than {:.3g} "
      "% is a regression. The interval combines those of both medians; it knows nothing of what "
      "differs from run to run.",
      100 * comparison.options.floor, 100 * comparison.options.tolerance));
  return page;
}

}  // namespace assay::report
