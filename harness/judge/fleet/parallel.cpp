// Pairs of rows by device and metric; then medians of nodes, and of nodes' medians.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <unordered_map>

#include "harness/judge/fleet/chance.hpp"

namespace assay::judge {
namespace {

using archive::Collection;
using archive::Row;

/// The rows of one device, by metric, of the later run of each way.
struct BothWays {
  std::uint32_t alone = Row::kNone, parallel = Row::kNone;  ///< devices of the collection
};

struct NodeLosses {
  std::string_view host;
  std::vector<double> values;
};

class Losses {
 public:
  Losses(const Collection& collection, const FleetSelection& selection)
      : collection_(collection), selection_(selection) {}

  std::vector<ParallelLoss> all(const FleetOptions& options) {
    find_devices();
    if (both_.empty()) return {};
    gather();
    std::vector<ParallelLoss> list;
    for (auto& [metric, nodes] : by_metric_) {
      list.push_back(loss_of(collection_.metrics()[metric].name, nodes, options));
    }
    std::stable_sort(list.begin(), list.end(),
                     [](const auto& one, const auto& other) { return one.median > other.median; });
    return list;
  }

 private:
  const archive::Run& run_of(std::uint32_t device) const {
    return collection_.runs()[collection_.devices()[device].run];
  }

  void find_devices() {
    const auto& devices = collection_.devices();
    for (std::uint32_t i = 0; i < devices.size(); ++i) {
      const auto& parallel = run_of(i).parallel;
      if (selection_.devices[i] == 0 || !parallel || devices[i].device.device == "cpu") continue;
      BothWays& both = both_[devices[i].device.key];
      std::uint32_t& place = *parallel ? both.parallel : both.alone;
      if (place == Row::kNone || run_of(i).started_at > run_of(place).started_at) place = i;
    }
    std::erase_if(both_, [](const auto& one) {
      return one.second.alone == Row::kNone || one.second.parallel == Row::kNone;
    });
    for (const auto& [key, both] : both_) twin_[both.parallel] = both.alone;
    for (const auto& [key, both] : both_) is_alone_[both.alone] = true;
  }

  void gather() {
    std::unordered_map<std::uint64_t, double> alone;
    const auto key = [](std::uint32_t device, std::uint32_t metric) {
      return (std::uint64_t{device} << 32) | metric;
    };
    for (const Row& row : collection_.rows()) {
      if (row.peer == Row::kNone && is_alone_.contains(row.device)) {
        alone[key(row.device, row.metric)] = row.value;
      }
    }
    for (const Row& row : collection_.rows()) {
      const auto twin = row.peer == Row::kNone ? twin_.find(row.device) : twin_.end();
      if (twin == twin_.end()) continue;
      const auto before = alone.find(key(twin->second, row.metric));
      if (before == alone.end() || before->second == 0 || row.value == 0) continue;
      const auto& metric = collection_.metrics()[row.metric];
      const double ratio =
          metric.higher_is_better ? row.value / before->second : before->second / row.value;
      auto& nodes = by_metric_[row.metric];
      // Rows of a run lie together.
      const std::string_view host = run_of(row.device).host;
      if (nodes.empty() || nodes.back().host != host) nodes.push_back({host, {}});
      nodes.back().values.push_back(1 - ratio);
    }
  }

  static ParallelLoss loss_of(const std::string& metric, std::vector<NodeLosses>& nodes,
                              const FleetOptions& options) {
    ParallelLoss made{.metric = metric, .nodes = nodes.size()};
    std::vector<double> medians;
    for (auto& node : nodes) {
      made.devices += node.values.size();
      medians.push_back(median_of(node.values));
    }
    const auto worst = std::max_element(medians.begin(), medians.end());
    made.worst = *worst;
    made.worst_host = nodes[static_cast<std::size_t>(worst - medians.begin())].host;
    const std::vector<double> losses = medians;
    const Robust robust = robust_of(medians);
    made.median = robust.median;
    if (losses.size() < options.fewest_members) return made;
    const double chance = options.chance / static_cast<double>(losses.size());
    const double scatter = std::max(robust.deviation, kResolution);
    const double limit =
        std::max(options.threshold, deviations_for(chance, losses.size()) * scatter);
    for (std::size_t i = 0; i < losses.size(); ++i) {
      if (losses[i] - robust.median > limit) made.hosts_out.emplace_back(nodes[i].host);
    }
    return made;
  }

  const Collection& collection_;
  const FleetSelection& selection_;
  std::unordered_map<std::string_view, BothWays> both_;
  std::unordered_map<std::uint32_t, std::uint32_t> twin_;  ///< of the parallel one the lone one
  std::unordered_map<std::uint32_t, bool> is_alone_;
  std::map<std::uint32_t, std::vector<NodeLosses>> by_metric_;
};

}  // namespace

std::vector<ParallelLoss> parallel_losses(const Collection& collection,
                                          const FleetSelection& selection,
                                          const FleetOptions& options) {
  return Losses(collection, selection).all(options);
}

}  // namespace assay::judge
