// How many known changes do assay's trends find, how many that are none, and how far off the date,
// beside simpler rules? Prints JSON; scripts/bench/trend_accuracy makes a table of it.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/judge/trend/series_trend.hpp"
#include "harness/judge/trend/significance.hpp"
#include "scripts/bench/trend_histories.hpp"
#include "scripts/bench/trend_rules.hpp"

namespace assay::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kThreshold = 0.02;

/// Histories of one kind. Steps are placed anew in each, none within 40 nights of an end.
struct Scenario {
  std::string name;
  HistoryPlan plan;
  std::vector<double> steps;  ///< sizes, in order of time
};

HistoryPlan placed(const Scenario& scenario, std::uint64_t seed) {
  HistoryPlan plan = scenario.plan;
  Random random(seed + 77);
  const std::size_t margin = std::min<std::size_t>(40, plan.nights / 3);
  const std::size_t room =
      (plan.nights - 2 * margin) / std::max<std::size_t>(scenario.steps.size(), 1);
  for (std::size_t i = 0; i < scenario.steps.size(); ++i) {
    // In the first half of its stretch, so that two steps are never next to one another.
    const auto offset = static_cast<std::size_t>(random.uniform() * static_cast<double>(room) / 2);
    plan.steps.push_back({.night = margin + i * room + offset, .size = scenario.steps[i]});
  }
  return plan;
}

std::vector<Scenario> unchanged() {
  std::vector<Scenario> list;
  list.push_back({"no change, noise 0.5 %", {.noise = 0.005}, {}});
  list.push_back({"no change, noise 1 %", {.noise = 0.01}, {}});
  list.push_back({"no change, noise 2 %", {.noise = 0.02}, {}});
  list.push_back({"no change, heavy tails 1 %", {.noise = 0.01, .tail = Tail::heavy}, {}});
  list.push_back({"no change, 3 % bad nights", {.noise = 0.01, .spikes = 0.03}, {}});
  list.push_back({"no change, nights alike 0.4", {.noise = 0.01, .correlation = 0.4}, {}});
  list.push_back({"no change, 60 nights", {.nights = 60, .noise = 0.01}, {}});
  return list;
}

std::vector<Scenario> changed() {
  std::vector<Scenario> list;
  list.push_back({"3 % step, noise 0.5 %", {.noise = 0.005}, {-0.03}});
  list.push_back({"3 % step, noise 1 %", {.noise = 0.01}, {-0.03}});
  list.push_back({"5 % step, noise 1 %", {.noise = 0.01}, {-0.05}});
  list.push_back({"5 % step, noise 2 %", {.noise = 0.02}, {-0.05}});
  list.push_back({"10 % step, noise 2 %", {.noise = 0.02}, {-0.1}});
  list.push_back({"5 % step, heavy tails 1 %", {.noise = 0.01, .tail = Tail::heavy}, {-0.05}});
  list.push_back({"5 % step, 3 % bad nights", {.noise = 0.01, .spikes = 0.03}, {-0.05}});
  list.push_back({"5 % step, nights alike 0.4", {.noise = 0.01, .correlation = 0.4}, {-0.05}});
  list.push_back({"5 % step, a fifth missing", {.noise = 0.01, .missing = 0.2}, {-0.05}});
  list.push_back({"5 % step, 60 nights", {.nights = 60, .noise = 0.01}, {-0.05}});
  list.push_back({"three steps, noise 1 %", {.noise = 0.01}, {-0.04, 0.03, -0.05}});
  list.push_back({"5 % drift, noise 1 %", {.noise = 0.01, .drift = -0.05}, {}});
  list.push_back({"5 % drift, noise 2 %", {.noise = 0.02, .drift = -0.05}, {}});
  return list;
}

std::vector<Scenario> scenarios() {
  auto list = unchanged();
  for (auto& one : changed()) list.push_back(std::move(one));
  return list;
}

struct Rule {
  std::string name;
  std::function<Alarms(const archive::Series&, const HistoryPlan&)> alarms;
};

std::vector<double> values_of(const archive::Series& series) {
  std::vector<double> values;
  for (const auto& point : series.points) values.push_back(point.value);
  return values;
}

Alarms trend_alarms(judge::Scanner& scanner, const archive::Series& series, double chance) {
  Alarms alarms;
  for (const auto& change : judge::trend_of(scanner, series, chance, kThreshold).changes) {
    alarms.push_back(change.split);
  }
  return alarms;
}

std::vector<Rule> rules(judge::Scanner& scanner) {
  using Plan = HistoryPlan;
  std::vector<Rule> list;
  // What one series must show to be believed at --false-alarms 0.05, none else having changed.
  for (const std::size_t series : {40U, 40000U}) {
    const double chance = 0.05 / static_cast<double>(series);
    list.push_back({fmt::format("assay, one of {} series", series),
                    [&scanner, chance](const archive::Series& one, const Plan&) {
                      return trend_alarms(scanner, one, chance);
                    }});
  }
  for (const double threshold : {0.0, kThreshold}) {
    const std::string also = threshold > 0 ? ", from 2 %" : "";
    list.push_back({"mean and 3 sigma of 30 nights" + also,
                    [threshold](const archive::Series& one, const Plan&) {
                      return mean_and_sigma(values_of(one), threshold);
                    }});
    for (const auto reference : {Reference::night_before, Reference::first_night}) {
      const bool is_first = reference == Reference::first_night;
      list.push_back(
          {fmt::format("nvbench, with the {} night{}", is_first ? "first" : "last", also),
           [=](const archive::Series& one, const Plan& plan) {
             return two_runs(values_of(one), plan.noise, threshold, reference);
           }});
    }
  }
  return list;
}

/// What a rule made of all histories of a scenario.
struct Score {
  std::size_t planted = 0, found = 0, others = 0, histories_with_others = 0;
  std::vector<double> nights_off;
};

// Each planted step is found by the nearest alarm within a week of it; each alarm finds one.
void add(Score& score, const History& history, const Alarms& alarms) {
  constexpr double kWeek = 7;
  std::vector<bool> used(alarms.size(), false);
  score.planted += history.splits.size();
  for (const std::size_t split : history.splits) {
    std::size_t nearest = alarms.size();
    double least = kWeek + 1;
    for (std::size_t i = 0; i < alarms.size(); ++i) {
      const double off = std::abs(static_cast<double>(alarms[i]) - static_cast<double>(split));
      if (used[i] || off >= least) continue;
      nearest = i;
      least = off;
    }
    if (nearest == alarms.size()) continue;
    used[nearest] = true;
    ++score.found;
    score.nights_off.push_back(least);
  }
  const auto others = static_cast<std::size_t>(std::count(used.begin(), used.end(), false));
  score.others += others;
  score.histories_with_others += others > 0 ? 1 : 0;
}

Json to_json(const std::string& name, const Score& score) {
  Json json{{"rule", name},
            {"planted", score.planted},
            {"found", score.found},
            {"others", score.others},
            {"histories_with_others", score.histories_with_others}};
  if (score.nights_off.empty()) return json;
  double sum = 0;
  for (const double off : score.nights_off) sum += off;
  json["mean_nights_off"] = sum / static_cast<double>(score.nights_off.size());
  json["exact"] = std::count(score.nights_off.begin(), score.nights_off.end(), 0.0);
  json["within_one_night"] = std::count_if(score.nights_off.begin(), score.nights_off.end(),
                                           [](double off) { return off <= 1; });
  return json;
}

Json accuracy(int histories) {
  judge::Scanner scanner;
  Json list = Json::array();
  for (const Scenario& scenario : scenarios()) {
    Json results = Json::array();
    for (const Rule& rule : rules(scanner)) {
      Score score;
      for (int seed = 0; seed < histories; ++seed) {
        const auto number = static_cast<std::uint64_t>(seed);
        const HistoryPlan plan = placed(scenario, number);
        const History history = history_of(plan, number);
        add(score, history, rule.alarms(history.series, plan));
      }
      results.push_back(to_json(rule.name, score));
    }
    list.push_back({{"scenario", scenario.name},
                    {"drift", scenario.plan.drift},
                    {"histories", histories},
                    {"results", results}});
  }
  return list;
}

// How often what is stated as a chance comes true, of values in random order.
Json calibration(int histories) {
  judge::Scanner scanner;
  Json list = Json::array();
  for (const std::size_t count : {16U, 26U, 52U, 110U, 365U, 1000U}) {
    Random random(count);
    std::vector<double> values(count);
    const std::vector<double> stated{0.05, 0.01, 0.001, 0.0001};
    std::vector<int> reached(stated.size(), 0);
    for (int i = 0; i < histories; ++i) {
      for (double& value : values) value = random.uniform();
      const double chance = judge::chance_of_clarity(scanner.clearest(values), count);
      for (std::size_t j = 0; j < stated.size(); ++j) reached[j] += chance <= stated[j] ? 1 : 0;
    }
    for (std::size_t j = 0; j < stated.size(); ++j) {
      list.push_back({{"points", count},
                      {"stated", stated[j]},
                      {"simulated", static_cast<double>(reached[j]) / histories},
                      {"histories", histories}});
    }
  }
  return list;
}

// Seconds of a processor for each series, without reading it.
Json speed() {
  judge::Scanner scanner;
  Json list = Json::array();
  for (const std::size_t nights : {365U, 730U, 1460U, 2920U}) {
    constexpr int kSeries = 500;
    std::vector<History> histories;
    for (int seed = 0; seed < kSeries; ++seed) {
      histories.push_back(history_of({.nights = nights}, static_cast<std::uint64_t>(seed)));
    }
    // As a look with the usual rate of false alarms does it.
    constexpr double kRate = 0.05;
    judge::chance_of(scanner, histories.front().series, kRate);
    const std::clock_t begin = std::clock();
    double sum = 0;
    for (const History& history : histories)
      sum += judge::chance_of(scanner, history.series, kRate);
    const double took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    list.push_back({{"points", nights},
                    {"series", kSeries},
                    {"seconds_each", took / kSeries},
                    {"mean_chance", sum / kSeries}});
  }
  return list;
}

int run(std::string_view what, int histories) {
  Json json;
  if (what == "accuracy") json["accuracy"] = accuracy(histories);
  if (what == "calibration") json["calibration"] = calibration(histories);
  if (what == "speed") json["speed"] = speed();
  if (json.empty()) return 2;
  fmt::print("{}\n", json.dump());
  return 0;
}

}  // namespace
}  // namespace assay::bench

int main(int count, char** words) {
  constexpr int kFew = 3;
  if (count != kFew) {
    fmt::print(stderr, "usage: trend_benchmark accuracy|calibration|speed HISTORIES\n");
    return 2;
  }
  return assay::bench::run(words[1], std::atoi(words[2]));
}
