// Greedy, which is within a case of the best for as long as cases are small beside the budget.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/budget.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "harness/catalogue/metric.hpp"
#include "harness/document/record.hpp"
#include "harness/document/standing.hpp"
#include "harness/judge/evidence.hpp"
#include "harness/judge/verdict/coverage.hpp"

namespace assay::operate {
namespace {

// Probing, starting workers and writing the document.
constexpr Seconds kOverhead{3};
constexpr double kNeeded = 1000, kNewMetric = 30, kAnother = 1;

struct Candidate {
  std::size_t index = 0;
  Seconds estimate{};
  std::string metric;       ///< with the device; empty: it is too small to show one
  std::string requirement;  ///< likewise; empty: no verdict needs it
};

const probe::CudaFacts* gpu_of(plan::DeviceId device, const probe::Facts& facts) {
  for (const auto& gpu : facts.cuda.devices) {
    if (device.kind == plan::DeviceId::Kind::cuda && device.index == gpu.index) return &gpu;
  }
  return nullptr;
}

Candidate candidate_of(std::size_t index, const plan::Case& planned, const probe::Facts& facts) {
  Candidate made{.index = index, .estimate = planned.estimate, .metric = {}, .requirement = {}};
  const auto record = document::make_record(planned);
  if (!document::why_too_small(record, gpu_of(planned.device, facts)).empty()) return made;
  const auto metric = judge::metric_of(record);
  made.metric = catalogue::to_string(metric) + ' ' + record.device;
  if (const auto* needed = judge::requirement_for(metric)) {
    made.requirement = needed->what + ' ' + record.device;
  }
  return made;
}

class Choice {
 public:
  explicit Choice(Seconds time) : left_(time) {}

  bool fits(const Candidate& one) const { return one.estimate <= left_; }

  double value_per_second(const Candidate& one) const {
    const bool needed = !one.requirement.empty() && !shown_.contains(one.requirement);
    const bool is_new = !one.metric.empty() && !shown_.contains(one.metric);
    const double value = needed ? kNeeded : is_new ? kNewMetric : kAnother;
    return value / std::max(one.estimate.count(), 1e-3);
  }

  void take(const Candidate& one) {
    left_ -= one.estimate;
    shown_.insert(one.metric);
    shown_.insert(one.requirement);
  }

 private:
  Seconds left_;
  std::set<std::string> shown_;
};

}  // namespace

Budgeted within_budget(const plan::Plan& plan, const probe::Facts& facts, Seconds budget) {
  std::vector<bool> chosen(plan.cases.size(), false);
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    // What cannot run takes no time, and is to be said.
    chosen[i] = !plan.cases[i].unavailable.empty();
    if (!chosen[i]) candidates.push_back(candidate_of(i, plan.cases[i], facts));
  }
  Choice choice(budget - kOverhead);
  while (true) {
    std::erase_if(candidates, [&](const Candidate& one) { return !choice.fits(one); });
    if (candidates.empty()) break;
    const auto best = std::max_element(
        candidates.begin(), candidates.end(), [&](const Candidate& a, const Candidate& b) {
          return choice.value_per_second(a) < choice.value_per_second(b);
        });
    choice.take(*best);
    chosen[best->index] = true;
    candidates.erase(best);
  }
  Budgeted made{.plan = plan, .without = {}};
  made.plan.cases.clear();
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    if (chosen[i]) {
      made.plan.cases.push_back(plan.cases[i]);
    } else {
      made.without.push_back(plan.cases[i].name());
    }
  }
  return made;
}

}  // namespace assay::operate
