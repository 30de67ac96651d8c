// One sentence each; of long lists the first few.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "harness/judge/fleet/robust.hpp"
#include "harness/judge/fleet/selection.hpp"

namespace assay::judge {
namespace {

using archive::Collection;
using archive::Run;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t kNamed = 5;
// Nodes that keep time by NTP differ by far less; a nightly fleet is done within a day and a half.
constexpr minutes kFuture{10};
constexpr hours kFarApart{36};

std::string first_of(const std::vector<std::string>& list) {
  std::string text;
  for (std::size_t i = 0; i < std::min(list.size(), kNamed); ++i) {
    text += (i == 0 ? "" : ", ") + list[i];
  }
  if (list.size() > kNamed) text += fmt::format(" and {} more", list.size() - kNamed);
  return text;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

class Notes {
 public:
  Notes(const Collection& collection, const FleetSelection& selection,
        const FleetSelectionOptions& options)
      : collection_(collection), selection_(selection), options_(options) {}

  std::vector<std::string> all() {
    say_left_out();
    say_superseded();
    say_moved();
    say_incomplete();
    say_versions();
    say_clocks();
    return std::move(list_);
  }

 private:
  template <class Use>
  void each_run(Use use) const {
    for (std::size_t i = 0; i < selection_.runs.size(); ++i) {
      if (selection_.runs[i] != 0) use(collection_.runs()[i]);
    }
  }

  void say_left_out() {
    const auto& made = selection_;
    if (made.simulated != 0) {
      list_.push_back(fmt::format("{} left out: simulated; --allow-simulated takes them in",
                                  counted(made.simulated, "run was", "runs were")));
    }
    if (made.injected != 0) {
      list_.push_back(
          fmt::format("{} left out: faults were injected; --allow-simulated takes them in",
                      counted(made.injected, "run was", "runs were")));
    }
    if (made.filtered != 0) {
      list_.push_back(fmt::format("{} not asked for, by level or date",
                                  counted(made.filtered, "run was", "runs were")));
    }
    if (made.repeated != 0) {
      list_.push_back(fmt::format("{} of a run that was given before, and count once",
                                  counted(made.repeated, "document is", "documents are")));
    }
  }

  void say_superseded() {
    if (selection_.superseded.empty()) return;
    std::vector<std::string> names;
    for (const auto& run : selection_.superseded) {
      names.push_back(
          fmt::format("{} of {} by {}", run.id.substr(0, 8), run.host, run.by.substr(0, 8)));
    }
    list_.push_back(fmt::format(
        "{} superseded by another of the same host, as the latest complete one counts: {}",
        counted(names.size(), "run is", "runs are"), first_of(names)));
  }

  // All devices of a host that appear at one other: the host has another name now.
  void say_moved() {
    if (selection_.moved.empty()) return;
    std::map<std::pair<std::string, std::string>, std::vector<const MovedDevice*>> ways;
    for (const auto& one : selection_.moved) ways[{one.from_host, one.to_host}].push_back(&one);
    auto gpus = gpus_by_host();
    std::vector<std::string> renamed, single;
    for (const auto& [hosts, devices] : ways) {
      const bool whole = devices.size() > 1 && devices.size() == gpus[hosts.first];
      if (whole) {
        renamed.push_back(fmt::format("{}, now {}", hosts.first, hosts.second));
        continue;
      }
      for (const auto* one : devices) {
        single.push_back(fmt::format("{} from {} {} (until {}) to {} {}", one->key, one->from_host,
                                     one->from_device, document::to_string(one->seen_at),
                                     one->to_host, one->to_device));
      }
    }
    if (!renamed.empty()) {
      list_.push_back(fmt::format("{} the name, as all GPUs are found under another: {}",
                                  counted(renamed.size(), "host changed", "hosts changed"),
                                  first_of(renamed)));
    }
    if (!single.empty()) {
      list_.push_back(fmt::format("{} between hosts, and counts where it was found last: {}",
                                  counted(single.size(), "GPU moved", "GPUs moved"),
                                  first_of(single)));
    }
  }

  // By host, of all runs that count.
  std::unordered_map<std::string_view, std::size_t> gpus_by_host() const {
    std::unordered_map<std::string_view, std::unordered_set<std::string_view>> keys;
    for (const auto& one : collection_.devices()) {
      if (selection_.runs[one.run] == 0 || one.device.device == "cpu") continue;
      keys[collection_.runs()[one.run].host].insert(one.device.key);
    }
    std::unordered_map<std::string_view, std::size_t> counts;
    for (const auto& [host, list] : keys) counts[host] = list.size();
    return counts;
  }

  void say_incomplete() {
    if (selection_.incomplete.empty()) return;
    list_.push_back(fmt::format("{} no run that came to its end, and what it measured counts: {}",
                                counted(selection_.incomplete.size(), "host has", "hosts have"),
                                first_of(selection_.incomplete)));
  }

  void say_versions() {
    std::map<std::string, std::size_t> versions;
    each_run([&](const Run& run) { ++versions[run.tool_version]; });
    if (versions.size() < 2) return;
    std::vector<std::string> names;
    for (const auto& [version, count] : versions) {
      names.push_back(fmt::format("{} ({})", version, counted(count, "run", "runs")));
    }
    list_.push_back(
        fmt::format("the runs are of several versions of assay, whose kernels may differ: {}",
                    first_of(names)));
  }

  void say_clocks() {
    std::vector<double> seconds;
    each_run([&](const Run& run) {
      seconds.push_back(static_cast<double>(run.started_at.time_since_epoch().count()));
    });
    if (seconds.empty()) return;
    const document::Timestamp middle{
        std::chrono::seconds(static_cast<std::int64_t>(median_of(seconds)))};
    std::vector<std::string> future, far;
    each_run([&](const Run& run) {
      const std::string said =
          fmt::format("{} ({})", run.host, document::to_string(run.started_at));
      if (run.started_at > options_.now + kFuture) {
        future.push_back(said);
      } else if (std::chrono::abs(run.started_at - middle) > kFarApart) {
        far.push_back(said);
      }
    });
    if (!future.empty()) {
      list_.push_back(fmt::format("{} ahead, as the run started in the future: {}",
                                  counted(future.size(), "clock is", "clocks are"),
                                  first_of(future)));
    }
    if (!far.empty()) {
      list_.push_back(fmt::format(
          "{} more than {} h from the middle of all ({}), so that the run is old or the clock "
          "wrong: {}",
          counted(far.size(), "run started", "runs started"), kFarApart.count(),
          document::to_string(middle), first_of(far)));
    }
  }

  const Collection& collection_;
  const FleetSelection& selection_;
  const FleetSelectionOptions& options_;
  std::vector<std::string> list_;
};

}  // namespace

std::vector<std::string> selection_notes(const Collection& collection,
                                         const FleetSelection& selection,
                                         const FleetSelectionOptions& options) {
  return Notes(collection, selection, options).all();
}

}  // namespace assay::judge
