// A plan as a table or as JSON.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/plan_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "harness/core/units.hpp"
#include "harness/operate/deadline.hpp"
#include "harness/report/plain.hpp"
#include "harness/report/table.hpp"

namespace assay::cli {
namespace {

bool is_parallel(const operate::Invocation& run) {
  return run.devices == operate::Devices::in_parallel;
}

}  // namespace

std::string plan_text(const operate::Invocation& run) {
  const plan::Plan& plan = run.plan;
  report::Table table({{"case", report::Align::left, 66}, {"about", report::Align::right, 12}});
  std::string unavailable;
  for (const auto& one : plan.cases) {
    const bool can_run = one.unavailable.empty();
    table.add_row({one.name(), can_run ? format_duration(one.estimate) : "unavailable"});
    if (!can_run && unavailable.empty()) unavailable = one.unavailable;
  }
  std::string text = table.to_string();
  if (!unavailable.empty()) text += report::wrap("unavailable: " + unavailable, 2);
  for (const auto& one : plan.left_out) {
    text += report::wrap(left_out_text(one), 2);
  }
  return text + fmt::format("{} case{}, level {}, about {}{}\n", plan.cases.size(),
                            plan.cases.size() == 1 ? "" : "s", to_string(plan.level),
                            format_duration(operate::time_of(plan, run.devices)),
                            is_parallel(run) ? ", GPUs at the same time" : "");
}

std::string left_out_text(const plan::LeftOut& one) {
  return fmt::format("left out, for {} is not made for it: {}: {}", one.device, one.kernel,
                     one.reason);
}

std::string plan_json(const operate::Invocation& run, std::optional<Seconds> hung_after) {
  const plan::Plan& plan = run.plan;
  nlohmann::ordered_json json{{"level", to_string(plan.level)},
                              {"seed", plan.seed},
                              {"estimate_s", operate::time_of(plan, run.devices).count()},
                              {"parallel", is_parallel(run)},
                              {"cases", nlohmann::ordered_json::array()}};
  for (const auto& one : plan.cases) {
    nlohmann::ordered_json entry{{"name", one.name()},
                                 {"iterations_per_sample", one.iterations},
                                 {"estimate_s", one.estimate.count()},
                                 {"hung_after_s", operate::deadline_of(one, hung_after).count()}};
    if (!one.unavailable.empty()) entry["unavailable"] = one.unavailable;
    json["cases"].push_back(std::move(entry));
  }
  if (!run.without.empty()) json["without"] = run.without;
  for (const auto& one : plan.left_out) {
    json["left_out"].push_back({{"kernel", one.kernel},
                                {"device", one.device},
                                {"cases", one.cases},
                                {"reason", one.reason}});
  }
  return json.dump(2) + '\n';
}

}  // namespace assay::cli
