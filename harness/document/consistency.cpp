// What no schema can say, because it relates one number to another.
#include "harness/document/consistency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

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

// Peers by index, of which one reaches the other.
void check_peers(const Document& document, const std::set<std::string>& devices,
                 Problems& problems) {
  std::set<std::pair<int, int>> pairs;
  const auto& peers = document.facts.cuda.peers;
  for (std::size_t i = 0; i < peers.size(); ++i) {
    const auto at = fmt::format("/cuda/peers/{}", i);
    for (const int index : {peers[i].from, peers[i].to}) {
      const auto id = fmt::format("cuda:{}", index);
      if (!devices.contains(id)) {
        problems.push_back(fmt::format("{}: {} is not listed in devices", at, id));
      }
    }
    if (peers[i].from == peers[i].to) {
      problems.push_back(fmt::format("{}: cuda:{} is no peer of itself", at, peers[i].from));
    } else if (!pairs.insert({peers[i].from, peers[i].to}).second) {
      problems.push_back(fmt::format("{}: the pair is there twice", at));
    }
  }
}

// A column of another length could not be told to which sample it belongs.
void check_columns(const CaseRecord& record, const std::string& at, Problems& problems) {
  const auto& samples = *record.telemetry.samples;
  const auto check = [&](const char* key, std::size_t size) {
    if (size == 0 || size == record.samples.size()) return;
    problems.push_back(fmt::format("{}/samples/{}: holds {}, but there are {} samples", at, key,
                                   size, record.samples.size()));
  };
  check("clock_hz", samples.clock_hz.size());
  check("memory_clock_hz", samples.memory_clock_hz.size());
  check("power_w", samples.power_w.size());
  check("temperature_c", samples.temperature_c.size());
  check("clock_events", samples.clock_events.size());
  check("moving", samples.moving.size());
}

// Drivers count the time of an event in steps of their own.
constexpr Seconds kCounterStep{1};

void check_clock_events(const CaseRecord& record, const std::string& at, Problems& problems) {
  const auto& events = *record.telemetry.clock_events;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto same = [&](const auto& other) { return other.reason == events[i].reason; };
    if (std::count_if(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(i), same) != 0) {
      problems.push_back(fmt::format("{}/clock_events/{}: its reason is there twice", at, i));
    }
    if (!events[i].duration || !record.elapsed) continue;
    if (*events[i].duration <= *record.elapsed + kCounterStep) continue;
    problems.push_back(fmt::format("{}/clock_events/{}/duration_s: is {}, but the case took {}", at,
                                   i, events[i].duration->count(), record.elapsed->count()));
  }
}

void check_telemetry(const CaseRecord& record, const std::string& at, Problems& problems) {
  if (record.telemetry.samples) check_columns(record, at, problems);
  if (record.telemetry.clock_events) check_clock_events(record, at, problems);
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
  check_peers(document, devices, problems);
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
    check_telemetry(record, at + "/telemetry", problems);
  }
  return problems;
}

}  // namespace assay::document
