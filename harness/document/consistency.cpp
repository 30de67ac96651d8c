// What no schema can say, because it relates one number to another.
#include "harness/document/consistency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace assay::document {
namespace {

using Problems = std::vector<std::string>;

// The statistics are rounded once when computed and once when written.
constexpr double kRelativeTolerance = 1e-9;

bool agree(double a, double b) {
  return std::isfinite(b) && std::abs(a - b) <= kRelativeTolerance * std::abs(b);
}

double median_in_unit_of_case(const CaseRecord& record) {
  std::vector<double> values;
  values.reserve(record.samples.size());
  for (const double sample : record.samples) values.push_back(in_unit_of_case(record, sample));
  const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), half, values.end());
  if (values.size() % 2 == 1) return *half;
  return (*std::max_element(values.begin(), half) + *half) / 2;
}

void check_statistics(const CaseRecord& record, const std::string& at, Problems& problems) {
  const auto& s = *record.statistics;
  if (s.count != record.samples.size()) {
    problems.push_back(fmt::format("{}/count: is {}, but there are {} samples", at, s.count,
                                   record.samples.size()));
  }
  if (!(s.minimum <= s.q1 && s.q1 <= s.median && s.median <= s.q3 && s.q3 <= s.maximum)) {
    problems.push_back(
        fmt::format("{}: minimum, q1, median, q3, maximum are not in rising order", at));
  }
  if (!(s.interval_low <= s.median && s.median <= s.interval_high)) {
    problems.push_back(fmt::format("{}/median_interval: does not hold the median", at));
  }
  if (const double median = median_in_unit_of_case(record); !agree(s.median, median)) {
    problems.push_back(
        fmt::format("{}/median: is {}, but samples and work give {}", at, s.median, median));
  }
}

std::set<std::string> check_devices(const Document& document, Problems& problems) {
  std::set<std::string> ids{"cpu"};
  for (const auto& gpu : document.facts.cuda.devices) {
    const auto id = fmt::format("cuda:{}", gpu.index);
    if (!ids.insert(id).second) problems.push_back(fmt::format("/devices: {} is there twice", id));
  }
  return ids;
}

void check_run(const RunInfo& run, Problems& problems) {
  if (run.finished_at && *run.finished_at < run.started_at) {
    problems.push_back(fmt::format("/run/finished_at: is {}, before started_at {}",
                                   to_string(*run.finished_at), to_string(run.started_at)));
  }
}

}  // namespace

std::vector<std::string> inconsistencies(const Document& document) {
  Problems problems;
  check_run(document.run, problems);
  const auto devices = check_devices(document, problems);
  std::set<std::string> names;
  for (std::size_t i = 0; i < document.cases.size(); ++i) {
    const CaseRecord& record = document.cases[i];
    const auto at = fmt::format("/cases/{}", i);
    if (!names.insert(record.name).second) {
      problems.push_back(fmt::format("{}/name: {} is there twice", at, record.name));
    }
    if (record.status != measure::Status::skipped && !devices.contains(record.device)) {
      problems.push_back(fmt::format("{}/device: {} is not listed in devices", at, record.device));
    }
    if (document.run.complete && is_unfinished(record)) {
      problems.push_back(
          fmt::format("{}/reason: is \"{}\", but the run is complete", at, record.reason));
    }
    if (record.statistics) check_statistics(record, at + "/statistics", problems);
  }
  return problems;
}

}  // namespace assay::document
