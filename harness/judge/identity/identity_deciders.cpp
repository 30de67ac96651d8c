// Asks the catalogue for what the parts differ in, among what was not measured.
#include "harness/judge/identity/identity_deciders.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "harness/judge/identity/identity_model.hpp"

namespace assay::judge {
namespace {

/// A case that could be run, and the feature it would give.
struct Question {
  catalogue::Metric metric;
  FeatureKind kind{};
  const char* rate = "";
  bool basic = false;
};

enum class Basic : std::uint8_t { no, yes };

Question asking(const char* metric, FeatureKind kind, Basic basic) {
  return {.metric = {.name = metric}, .kind = kind, .basic = basic == Basic::yes};
}

Question rate_of(const char* metric, const char* type, const char* rate, Basic basic) {
  Question question = asking(metric, FeatureKind::rate_per_sm_clock, basic);
  question.metric.parameters.type = type;
  question.rate = rate;
  return question;
}

std::vector<Question> questions() {
  Question peer = asking("transfer.peer/bandwidth", FeatureKind::link_bandwidth, Basic::no);
  peer.metric.parameters.direction = "one";
  return {asking("sm.census/count", FeatureKind::multiprocessors, Basic::yes),
          rate_of("tensor.rate/rate", "fp16", "tensor.fp16", Basic::yes),
          rate_of("fma.rate/rate", "fp32", "vector.fp32", Basic::no),
          rate_of("fma.rate/rate", "fp64", "vector.fp64", Basic::no),
          asking("memory.read/bandwidth", FeatureKind::memory_bandwidth, Basic::yes),
          asking("memory.capacity/capacity", FeatureKind::memory_capacity, Basic::yes),
          asking("l2.knee/capacity", FeatureKind::l2_knee, Basic::no),
          std::move(peer)};
}

// A rate without census or clock tells less than it could: still to be measured.
bool is_measured(const Question& question, const std::vector<MeasuredFeature>& features) {
  return std::any_of(features.begin(), features.end(), [&](const MeasuredFeature& feature) {
    return feature.kind == question.kind && feature.rate == question.rate;
  });
}

// How far the expected values lie apart, as the logarithm of a ratio.
double spread(const catalogue::Catalogue& catalogue, const std::vector<std::string>& parts,
              const Question& question) {
  MeasuredFeature feature;
  feature.kind = question.kind;
  feature.rate = question.rate;
  std::optional<double> least, most;
  for (const auto& id : parts) {
    const auto expected = expected_of(catalogue, catalogue.at(id, "candidate"), feature);
    if (!expected || expected->value <= 0) continue;
    least = std::min(least.value_or(expected->value), expected->value);
    most = std::max(most.value_or(expected->value), expected->value);
  }
  return least ? std::log(*most / *least) : 0;
}

// Nearer figures than 10 % are not told apart by one more measurement.
constexpr double kTellingSpread = 0.095;

}  // namespace

std::vector<std::string> deciding_cases(const catalogue::Catalogue& catalogue,
                                        const std::vector<std::string>& parts,
                                        const std::vector<MeasuredFeature>& features) {
  std::vector<std::pair<double, std::string>> found;
  for (const Question& question : questions()) {
    if (is_measured(question, features)) continue;
    const double apart = spread(catalogue, parts, question);
    if (apart >= kTellingSpread) found.emplace_back(apart, to_string(question.metric));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> names;
  for (auto& [apart, name] : found) names.push_back(std::move(name));
  return names;
}

std::vector<std::string> basic_cases(const std::vector<MeasuredFeature>& features) {
  std::vector<std::string> names;
  for (const Question& question : questions()) {
    if (question.basic && !is_measured(question, features))
      names.push_back(to_string(question.metric));
  }
  return names;
}

}  // namespace assay::judge
