// The penalties. Every constant has its reason beside it.
#include "harness/judge/identity/identity_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/judge/identity/identity_penalties.hpp"

namespace assay::judge {
namespace {

using catalogue::Part;

// Devices that are offered for acceptance are whole, with rare exceptions.
constexpr double kSlices = 0.02;
// Instances have 1, 2 or 4 of 8 memory slices, with 1, 2 or 4 of 7 compute slices at most
// (docs.nvidia.com/datacenter/tesla/mig-user-guide, profiles of A100, H100, H200 and B200).
constexpr std::array<Share, 3> kSliceShares{
    {{1.0 / 8, 1.0 / 7}, {2.0 / 8, 2.0 / 7}, {4.0 / 8, 4.0 / 7}}};
// What it costs a part that it states nothing of a group. SMs and tensor rate are what tells parts
// apart first: a part that states neither is no candidate beside one that states both and fits
// (twice -2, against the -3.0 of a candidate). All other silence together never rules out.
constexpr double kSilenceOfBasics = -2, kSilence = -0.5, kMostSilence = -1;

bool is_basic(std::size_t group) {
  return group == static_cast<std::size_t>(FeatureGroup::multiprocessors) ||
         group == static_cast<std::size_t>(FeatureGroup::tensor);
}

struct Explanation {
  std::vector<double> penalties;  ///< of each feature
  double total = 0;               ///< with the logarithm of how common it is
};

Explanation explain_as(const Share& share, double prior,
                       const std::vector<MeasuredFeature>& features,
                       const std::vector<std::optional<Expectation>>& expected) {
  Explanation result;
  std::array<double, kFeatureGroups> worst{};
  for (std::size_t i = 0; i < features.size(); ++i) {
    const double penalty = expected[i] ? penalty_of(features[i], *expected[i], share) : 0;
    result.penalties.push_back(penalty);
    auto& group = worst.at(static_cast<std::size_t>(features[i].group));
    group = std::min(group, penalty);
  }
  result.total = std::log(prior);
  for (const double penalty : worst) result.total += penalty;
  return result;
}

// GEMMs only ever rule out, so a part that states no rate gains nothing over the others.
double silence_of(const std::vector<MeasuredFeature>& features,
                  const std::vector<std::optional<Expectation>>& expected) {
  std::array<bool, kFeatureGroups> measured{}, stated{};
  for (std::size_t i = 0; i < features.size(); ++i) {
    const auto group = static_cast<std::size_t>(features[i].group);
    if (features[i].group == FeatureGroup::achieved) continue;
    measured.at(group) = true;
    if (expected[i]) stated.at(group) = true;
  }
  double basics = 0, others = 0;
  for (std::size_t group = 0; group < kFeatureGroups; ++group) {
    if (!measured.at(group) || stated.at(group)) continue;
    (is_basic(group) ? basics : others) += is_basic(group) ? kSilenceOfBasics : kSilence;
  }
  return basics + std::max(others, kMostSilence);
}

double log_of_sum(double one, double other) {
  const double greater = std::max(one, other);
  return greater + std::log(std::exp(one - greater) + std::exp(other - greater));
}

}  // namespace

Candidate explain(const catalogue::Catalogue& catalogue, const Part& part,
                  const std::vector<MeasuredFeature>& features) {
  std::vector<std::optional<Expectation>> expected;
  for (const auto& feature : features) expected.push_back(expected_of(catalogue, part, feature));
  auto best = explain_as(Share{}, 1 - kSlices, features, expected);
  double total = best.total;
  Candidate candidate{.part = part.id, .fits = {}};
  for (const Share& share : kSliceShares) {
    auto slice = explain_as(share, kSlices / kSliceShares.size(), features, expected);
    total = log_of_sum(total, slice.total);
    if (slice.total <= best.total) continue;
    best = std::move(slice);
    candidate.as_slice = true;
  }
  for (std::size_t i = 0; i < features.size(); ++i) {
    FeatureFit fit{.feature = features[i].shown.name, .expected = {}};
    if (expected[i]) {
      fit.expected = expected[i]->value;
      fit.inferred = expected[i]->inferred;
      fit.log_likelihood = best.penalties[i];
      fit.disagrees = fit.log_likelihood <= kDisagrees;
    }
    candidate.fits.push_back(std::move(fit));
  }
  candidate.log_likelihood = total + silence_of(features, expected);
  return candidate;
}

}  // namespace assay::judge
