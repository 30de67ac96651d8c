// Runs first, by host; then devices, by their key.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/fleet/selection.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace assay::judge {
namespace {

using archive::Collection;
using archive::Run;

enum class Way : std::uint8_t { unknown, alone, parallel };

Way way_of(const Run& run) {
  if (!run.parallel) return Way::unknown;
  return *run.parallel ? Way::parallel : Way::alone;
}

class Selector {
 public:
  Selector(const Collection& collection, const FleetSelectionOptions& options)
      : collection_(collection), options_(options) {
    made_.runs.assign(collection.runs().size(), 0);
    made_.devices.assign(collection.devices().size(), 0);
  }

  FleetSelection selection() {
    choose_runs();
    for (const auto& run : collection_.runs()) {
      const auto i = static_cast<std::size_t>(&run - collection_.runs().data());
      if (made_.runs[i] == 0) continue;
      ++made_.used;
      made_.any_simulated |= !run.simulated.empty();
      made_.any_injected |= !run.injected.empty();
      if (!run.complete) made_.incomplete.push_back(run.host);
    }
    choose_devices();
    return std::move(made_);
  }

 private:
  bool is_asked_for(const Run& run) {
    if ((options_.level && run.level != *options_.level) ||
        (options_.since && run.started_at < *options_.since)) {
      ++made_.filtered;
      return false;
    }
    if (!options_.allow_simulated && !run.simulated.empty()) {
      ++made_.simulated;
      return false;
    }
    if (!options_.allow_simulated && !run.injected.empty()) {
      ++made_.injected;
      return false;
    }
    return true;
  }

  void choose_runs() {
    std::unordered_set<std::string_view> seen;
    std::vector<std::uint32_t> order;
    for (const auto& run : collection_.runs()) {
      if (!is_asked_for(run)) continue;
      if (!seen.insert(run.id).second) {
        ++made_.repeated;
        continue;
      }
      order.push_back(static_cast<std::uint32_t>(&run - collection_.runs().data()));
    }
    const auto kind = [this](std::uint32_t i) {
      const Run& run = collection_.runs()[i];
      return std::tuple(std::string_view(run.host), run.level, way_of(run));
    };
    const auto worth = [this](std::uint32_t i) {
      const Run& run = collection_.runs()[i];
      return std::tuple(run.complete, run.started_at);
    };
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t one, std::uint32_t other) {
      const auto a = kind(one), b = kind(other);
      return a != b ? a < b : worth(one) > worth(other);
    });
    std::uint32_t counts = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const bool first = i == 0 || kind(order[i]) != kind(counts);
      if (first) {
        counts = order[i];
        made_.runs[counts] = 1;
        continue;
      }
      const Run& run = collection_.runs()[order[i]];
      made_.superseded.push_back({.host = run.host,
                                  .id = run.id,
                                  .started_at = run.started_at,
                                  .by = collection_.runs()[counts].id});
    }
  }

  const Run& run_of(std::uint32_t device) const {
    return collection_.runs()[collection_.devices()[device].run];
  }

  // Where each key was found last; what was found elsewhere before does not count.
  void choose_devices() {
    std::unordered_map<std::string_view, std::uint32_t> last;
    const auto& devices = collection_.devices();
    for (std::uint32_t i = 0; i < devices.size(); ++i) {
      if (made_.runs[devices[i].run] == 0) continue;
      const auto [found, is_new] = last.try_emplace(devices[i].device.key, i);
      if (!is_new && run_of(i).started_at > run_of(found->second).started_at) found->second = i;
    }
    std::unordered_set<std::string> said;
    for (std::uint32_t i = 0; i < devices.size(); ++i) {
      if (made_.runs[devices[i].run] == 0) continue;
      const auto& device = devices[i].device;
      const std::uint32_t now = last.at(device.key);
      const bool elsewhere = run_of(i).host != run_of(now).host;
      if (elsewhere && said.insert(device.key + '\n' + run_of(i).host).second) {
        made_.moved.push_back({.key = device.key,
                               .from_host = run_of(i).host,
                               .from_device = device.device,
                               .to_host = run_of(now).host,
                               .to_device = devices[now].device.device,
                               .seen_at = run_of(i).started_at});
      }
      const bool asked = options_.part.empty() || device.part == options_.part;
      made_.devices[i] = !elsewhere && asked ? 1 : 0;
    }
  }

  const Collection& collection_;
  const FleetSelectionOptions& options_;
  FleetSelection made_ = {};
};

}  // namespace

FleetSelection select_runs(const Collection& collection, const FleetSelectionOptions& options) {
  return Selector(collection, options).selection();
}

}  // namespace assay::judge
