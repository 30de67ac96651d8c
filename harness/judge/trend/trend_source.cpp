// One reader a thread, with the runs that it looked up.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/trend/trend_source.hpp"

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "harness/archive/archive.hpp"
#include "harness/plan/glob.hpp"

namespace assay::judge {
namespace {

bool is_asked_for(const archive::Series& series, const std::vector<std::string>& metrics) {
  return metrics.empty() || std::any_of(metrics.begin(), metrics.end(), [&](const auto& pattern) {
           return plan::matches(pattern, series.key.metric);
         });
}

struct Moments {
  archive::Archive archive;
  std::unordered_map<std::int64_t, Moment> known = {};

  const Moment& of(std::int64_t run) {
    const auto found = known.find(run);
    if (found != known.end()) return found->second;
    return known
        .emplace(run, Moment{.run = archive.run_of(run), .devices = archive.devices_of(run)})
        .first->second;
  }
};

}  // namespace

TrendSource source_of(const std::filesystem::path& archive, const archive::Filter& filter,
                      const std::vector<std::string>& metrics) {
  return {.devices = archive::Archive(archive).device_keys(filter),
          .open_series = [=]() -> SeriesOf {
            const auto reader = std::make_shared<archive::Archive>(archive);
            return [=](const std::string& device) {
              auto list = reader->series_of(device, filter);
              std::erase_if(list, [&](const auto& one) { return !is_asked_for(one, metrics); });
              return list;
            };
          },
          .open_moments = [=]() -> MomentOf {
            const auto moments = std::make_shared<Moments>(Moments{archive::Archive(archive)});
            return [=](std::int64_t run) -> const Moment& { return moments->of(run); };
          }};
}

}  // namespace assay::judge
