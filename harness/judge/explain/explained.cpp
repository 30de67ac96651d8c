// Kernels and metrics by name, and the nearest where a name is mistyped.
#include "harness/judge/explain/explained.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/catalogue/metric.hpp"
#include "harness/core/kernel_unit.hpp"
#include "harness/core/words.hpp"
#include "harness/judge/lint/lint_words.hpp"
#include "harness/plan/glob.hpp"
#include "kernels/error.hpp"

namespace assay::judge {
namespace {

using catalogue::Explanation;

const Explanation* explanation_of(const std::vector<Explanation>& explanations,
                                  std::string_view kernel) {
  for (const auto& explanation : explanations) {
    const auto& names = explanation.kernels;
    if (std::find(names.begin(), names.end(), kernel) != names.end()) return &explanation;
  }
  return nullptr;
}

[[noreturn]] void refuse(const std::vector<Explained>& all, std::string_view wanted) {
  std::vector<std::string> names;
  for (const auto& one : all) names.push_back(one.kernel);
  throw Error(ErrorKind::usage,
              fmt::format("explain {}: no kernel or metric is called so; nearest: {}; 'assay "
                          "explain' lists all",
                          wanted, fmt::join(nearest(wanted, std::move(names)), ", ")));
}

}  // namespace

std::vector<Explained> explained(const std::vector<Explanation>& explanations,
                                 const KernelTable& kernels) {
  std::vector<Explained> all;
  for (const auto& entry : kernels) {
    const Kernel& kernel = entry.description();
    const Explanation* explanation = explanation_of(explanations, kernel.name);
    if (explanation == nullptr) continue;
    all.push_back({.name = fmt::format("{}/{}", kernel.name, to_string(kernel.quantity)),
                   .kernel = kernel.name,
                   .unit = std::string(unit_of(kernel)),
                   .description = &kernel,
                   .explanation = explanation});
  }
  for (const auto& explanation : explanations) {
    for (const auto& metric : explanation.metrics) {
      const auto* info = catalogue::find_metric(metric);
      all.push_back({.name = metric,
                     .kernel = metric.substr(0, metric.find('/')),
                     .unit = info ? std::string(info->unit) : "",
                     .description = nullptr,
                     .explanation = &explanation});
    }
  }
  return all;
}

std::vector<Explained> find_explained(const std::vector<Explained>& all, std::string_view wanted) {
  std::vector<Explained> found;
  for (const auto& one : all) {
    if (plan::matches(wanted, one.kernel) || plan::matches(wanted, one.name)) found.push_back(one);
  }
  if (found.empty()) refuse(all, wanted);
  return found;
}

}  // namespace assay::judge
