// What no schema can say of one case, because it relates one number to another.
#include "harness/document/case_consistency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace assay::document {
namespace {

using Problems = std::vector<std::string>;

// The statistics are rounded once when computed and once when written.
constexpr double kRelativeTolerance = 1e-9;

double median_in_unit_of_case(const CaseRecord& record, const std::vector<double>& samples) {
  std::vector<double> values;
  values.reserve(samples.size());
  for (const double sample : samples) values.push_back(in_unit_of_case(record, sample));
  return median_of(std::move(values));
}

/// What statistics should follow from.
struct Origin {
  std::size_t samples = 0;
  double median = 0;
  std::string_view what;  ///< "samples and work"
};

Origin origin_of(const CaseRecord& record, const std::vector<double>& samples) {
  return {samples.size(), median_in_unit_of_case(record, samples), "samples and work"};
}

void check_statistics(const measure::Statistics& s, const std::string& at, const Origin& from,
                      Problems& problems) {
  if (s.count != from.samples) {
    problems.push_back(
        fmt::format("{}/count: is {}, but there are {} samples", at, s.count, from.samples));
  }
  if (!(s.minimum <= s.q1 && s.q1 <= s.median && s.median <= s.q3 && s.q3 <= s.maximum)) {
    problems.push_back(
        fmt::format("{}: minimum, q1, median, q3, maximum are not in rising order", at));
  }
  if (!(s.interval_low <= s.median && s.median <= s.interval_high)) {
    problems.push_back(fmt::format("{}/median_interval: does not hold the median", at));
  }
  if (!agree(s.median, from.median)) {
    problems.push_back(
        fmt::format("{}/median: is {}, but {} give {}", at, s.median, from.what, from.median));
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

void check_timing(const measure::ReferenceTiming& timing, const std::string& at,
                  const CaseRecord& record, Problems& problems) {
  if (timing.samples.size() != record.samples.size()) {
    problems.push_back(fmt::format("{}/samples_s: holds {}, but there are {} samples", at,
                                   timing.samples.size(), record.samples.size()));
    return;
  }
  if (!timing.ratio || record.samples.empty()) return;
  std::vector<double> ratios;
  for (std::size_t i = 0; i < timing.samples.size(); ++i) {
    ratios.push_back(timing.samples[i] / record.samples[i]);
  }
  const std::size_t count = ratios.size();
  check_statistics(*timing.ratio, at + "/ratio",
                   {count, median_of(std::move(ratios)), "the pairs of samples"}, problems);
}

void check_reference(const CaseRecord& record, const std::string& at, Problems& problems) {
  const auto& reference = *record.reference;
  if (reference.by_default) check_timing(*reference.by_default, at + "/default", record, problems);
  if (reference.best) check_timing(*reference.best, at + "/best", record, problems);
  for (std::size_t i = 0; i < reference.others.size(); ++i) {
    check_timing(reference.others[i], fmt::format("{}/others/{}", at, i), record, problems);
  }
}

void check_processors(const ProcessorRates& rates, const std::string& at, Problems& problems) {
  const auto& values = rates.flop_per_clock;
  if (rates.number.size() != values.size()) {
    problems.push_back(fmt::format("{}/flop_per_clock: holds {}, but there are {} numbers", at,
                                   values.size(), rates.number.size()));
    return;
  }
  const auto not_rising = [](std::uint64_t a, std::uint64_t b) { return a >= b; };
  if (std::adjacent_find(rates.number.begin(), rates.number.end(), not_rising) !=
      rates.number.end()) {
    problems.push_back(fmt::format("{}/number: does not rise", at));
  }
  const auto check = [&](const char* key, double stated, double follows) {
    if (agree(stated, follows)) return;
    problems.push_back(
        fmt::format("{}/{}: is {}, but flop_per_clock gives {}", at, key, stated, follows));
  };
  check("median", rates.median, median_of(values));
  check("minimum", rates.minimum, *std::min_element(values.begin(), values.end()));
  check("maximum", rates.maximum, *std::max_element(values.begin(), values.end()));
}

void check_curve(const Curve& curve, const std::string& at, Problems& problems) {
  const auto check = [&](const char* key, std::size_t size) {
    if (size == 0 || size == curve.at_s.size()) return;
    problems.push_back(
        fmt::format("{}/{}: holds {}, but at_s holds {}", at, key, size, curve.at_s.size()));
  };
  check("sample_s", curve.sample_s.size());
  check("clock_hz", curve.clock_hz.size());
  check("power_w", curve.power_w.size());
  check("temperature_c", curve.temperature_c.size());
  check("clock_events", curve.clock_events.size());
  const auto not_rising = [](double a, double b) { return a >= b; };
  if (std::adjacent_find(curve.at_s.begin(), curve.at_s.end(), not_rising) != curve.at_s.end()) {
    problems.push_back(fmt::format("{}/at_s: does not rise", at));
  }
}

}  // namespace

bool agree(double a, double b) {
  return std::isfinite(b) && std::abs(a - b) <= kRelativeTolerance * std::abs(b);
}

void check_case(const CaseRecord& record, const std::string& at,
                std::vector<std::string>& problems) {
  if (record.statistics) {
    check_statistics(*record.statistics, at + "/statistics", origin_of(record, record.samples),
                     problems);
  }
  if (record.first) {
    check_statistics(record.first->statistics, at + "/first/statistics",
                     origin_of(record, record.first->samples), problems);
  }
  if (record.reference) check_reference(record, at + "/reference", problems);
  if (record.processors) check_processors(*record.processors, at + "/processors", problems);
  if (record.curve) check_curve(*record.curve, at + "/curve", problems);
  check_telemetry(record, at + "/telemetry", problems);
}

}  // namespace assay::document
