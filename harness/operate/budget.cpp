// Greedy, which is within a case of the best for as long as cases are small beside the budget.
// SPDX-License-Identifier: Apache-2.0
#include "harness/operate/budget.hpp"

#include <algorithm>
#include <map>
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
  std::string metric = {};       ///< with the device; empty: it is too small to show one
  std::string requirement = {};  ///< likewise; empty: no verdict needs it
  std::string beside = {};       ///< device, of a case that goes on beside those of others
};

const probe::CudaFacts* gpu_of(plan::DeviceId device, const probe::Facts& facts) {
  for (const auto& gpu : facts.cuda.devices) {
    if (device.kind == plan::DeviceId::Kind::cuda && device.index == gpu.index) return &gpu;
  }
  return nullptr;
}

Candidate candidate_of(std::size_t index, const plan::Case& planned, const probe::Facts& facts,
                       Devices devices) {
  Candidate made{.index = index, .estimate = planned.estimate};
  if (goes_beside_others(planned, devices)) made.beside = plan::to_string(planned.device);
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

  bool fits(const Candidate& one) const { return more_with(one) <= left_; }

  double value_per_second(const Candidate& one) const {
    const bool needed = !one.requirement.empty() && !shown_.contains(one.requirement);
    const bool is_new = !one.metric.empty() && !shown_.contains(one.metric);
    const double value = needed ? kNeeded : is_new ? kNewMetric : kAnother;
    return value / std::max(one.estimate.count(), 1e-3);
  }

  void take(const Candidate& one) {
    left_ -= more_with(one);
    if (!one.beside.empty()) {
      Seconds& of_device = beside_[one.beside];
      of_device += one.estimate;
      longest_ = std::max(longest_, of_device);
    }
    shown_.insert(one.metric);
    shown_.insert(one.requirement);
  }

 private:
  Seconds more_with(const Candidate& one) const {
    if (one.beside.empty()) return one.estimate;
    const auto found = beside_.find(one.beside);
    const Seconds before = found == beside_.end() ? Seconds{} : found->second;
    return std::max(before + one.estimate - longest_, Seconds{});
  }

  Seconds left_;
  std::map<std::string, Seconds> beside_;  ///< by device
  Seconds longest_{};                      ///< of them
  std::set<std::string> shown_;
};

}  // namespace

Budgeted within_budget(const plan::Plan& plan, const probe::Facts& facts, Seconds budget,
                       Devices devices) {
  std::vector<bool> chosen(plan.cases.size(), false);
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < plan.cases.size(); ++i) {
    // What cannot run takes no time, and is to be said.
    chosen[i] = !plan.cases[i].unavailable.empty();
    if (!chosen[i]) candidates.push_back(candidate_of(i, plan.cases[i], facts, devices));
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
  Budgeted made{.plan = plan, .devices = devices};
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
