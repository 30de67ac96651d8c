// Ranks the parts, then holds the claims against them.
#include "harness/judge/identity/identity.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include "harness/judge/identity/identity_claims.hpp"
#include "harness/judge/identity/identity_deciders.hpp"
#include "harness/judge/identity/identity_features.hpp"
#include "harness/judge/identity/identity_model.hpp"
#include "harness/judge/identity/identity_sentence.hpp"

namespace assay::judge {
namespace {

// Odds at which the less likely part is given up: 20 to 1, as one is used to of 95 %.
constexpr double kCandidateOdds = 20;
// A best part below this needs two unlikely stories at once: nothing in the catalogue explains it.
constexpr double kUnexplained = -10;
// Candidates whose published dense fp16 rates lie farther apart are not one kind of part: then too
// little is measured. Within one kind 114 to 132 SMs, and 1620 to 1830 MHz, are a factor of 1.31.
constexpr double kSameKind = 1.5;

void normalise(std::vector<Candidate>& ranked) {
  std::stable_sort(ranked.begin(), ranked.end(), [](const Candidate& a, const Candidate& b) {
    return a.log_likelihood > b.log_likelihood;
  });
  double sum = 0;
  for (const auto& one : ranked) {
    sum += std::exp(one.log_likelihood - ranked.front().log_likelihood);
  }
  for (auto& one : ranked) {
    one.likelihood = std::exp(one.log_likelihood - ranked.front().log_likelihood) / sum;
  }
}

// Figures that cannot be an accident: more than there is, or a rate that no other fault explains.
bool is_explained(const Candidate& best, const std::vector<MeasuredFeature>& features) {
  if (best.log_likelihood < kUnexplained) return false;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const double penalty = best.fits[i].log_likelihood;
    const bool rate = features[i].kind == FeatureKind::rate_per_sm_clock ||
                      features[i].kind == FeatureKind::rate_ratio;
    if (penalty <= kImpossible || (rate && penalty <= kFarOutside)) return false;
  }
  return true;
}

std::size_t groups_in(const std::vector<MeasuredFeature>& features) {
  std::set<FeatureGroup> groups;
  for (const auto& feature : features) groups.insert(feature.group);
  groups.erase(FeatureGroup::executes);
  groups.erase(FeatureGroup::achieved);  // only ever rules out
  return groups.size();
}

bool are_one_kind(const catalogue::Catalogue& catalogue, const std::vector<std::string>& parts) {
  std::optional<double> least, most;
  for (const auto& id : parts) {
    const auto rate = catalogue.at(id, "candidate").gating("tensor.bf16.dense");
    if (!rate) continue;
    least = std::min(least.value_or(*rate), *rate);
    most = std::max(most.value_or(*rate), *rate);
  }
  return !least || *most <= *least * kSameKind;
}

bool holds(const std::vector<std::string>& list, const std::string& part) {
  return std::find(list.begin(), list.end(), part) != list.end();
}

const Candidate& find(const Identity& identity, const std::string& part) {
  return *std::find_if(identity.ranked.begin(), identity.ranked.end(),
                       [&](const auto& one) { return one.part == part; });
}

const Candidate* next_family(const catalogue::Catalogue& catalogue, const Identity& identity) {
  std::set<std::string> families;
  for (const auto& id : identity.candidates) families.insert(catalogue.at(id, "candidate").family);
  const auto next =
      std::find_if(identity.ranked.begin(), identity.ranked.end(), [&](const auto& one) {
        return !families.contains(catalogue.at(one.part, "candidate").family);
      });
  return next == identity.ranked.end() ? nullptr : &*next;
}

// The feature that speaks most for the best part and against what is claimed; where no claim is
// ruled out, against the best part of another family.
void find_axis(const catalogue::Catalogue& catalogue, Identity& identity) {
  const Candidate* next = next_family(catalogue, identity);
  for (const auto& claim : identity.claims) {
    if (!claim.parts.empty() && !claim.agrees) next = &find(identity, claim.parts.front());
  }
  if (!next) return;
  const auto& best = identity.ranked.front();
  double most = 0;
  for (std::size_t i = 0; i < best.fits.size(); ++i) {
    const double apart =
        best.fits[i].log_likelihood - std::max(next->fits[i].log_likelihood, kFarOutside);
    if (apart < most + 0.5) continue;  // about equal: SMs and rates come first
    most = apart;
    identity.deciding_axis = best.fits[i].feature;
    identity.axis_inferred = best.fits[i].inferred || next->fits[i].inferred;
  }
}

bool every_part_is_impossible(const Identity& identity, const IdentityClaim& claim) {
  return std::all_of(claim.parts.begin(), claim.parts.end(), [&](const auto& part) {
    const auto& fits = find(identity, part).fits;
    return std::any_of(fits.begin(), fits.end(),
                       [](const auto& fit) { return fit.log_likelihood <= kImpossible; });
  });
}

// One measured group rules a part out only if it is impossible; odds need a second witness.
bool is_refuted(const Identity& identity, const IdentityClaim& claim, std::size_t groups) {
  if (claim.parts.empty() || claim.agrees) return false;
  return groups >= 2 || every_part_is_impossible(identity, claim);
}

IdentityMatch match_of(const catalogue::Catalogue& catalogue, const Identity& identity,
                       const std::vector<MeasuredFeature>& features, bool explained) {
  const auto& claims = identity.claims;
  if (contradiction_among(claims)) return IdentityMatch::mismatch;
  const std::size_t groups = groups_in(features);
  if (features.empty()) return IdentityMatch::not_measured;
  if (!explained) return groups >= 2 ? IdentityMatch::none_explains : IdentityMatch::not_measured;
  if (std::any_of(claims.begin(), claims.end(),
                  [&](const auto& claim) { return is_refuted(identity, claim, groups); })) {
    return IdentityMatch::mismatch;
  }
  if (groups < 2 || !are_one_kind(catalogue, identity.candidates)) {
    return IdentityMatch::not_measured;
  }
  const bool claimed = std::any_of(claims.begin(), claims.end(),
                                   [](const auto& claim) { return !claim.parts.empty(); });
  return claimed ? IdentityMatch::match : IdentityMatch::no_claim;
}

void find_candidates(Identity& identity) {
  const double least = identity.ranked.front().log_likelihood - std::log(kCandidateOdds);
  for (const auto& one : identity.ranked) {
    if (one.log_likelihood >= least) identity.candidates.push_back(one.part);
  }
}

}  // namespace

std::string_view to_string(IdentityMatch match) {
  switch (match) {
    case IdentityMatch::match:
      return "match";
    case IdentityMatch::mismatch:
      return "mismatch";
    case IdentityMatch::none_explains:
      return "none-explains";
    case IdentityMatch::not_measured:
      return "not-measured";
    case IdentityMatch::no_claim:
      return "no-claim";
  }
  throw std::logic_error("IdentityMatch out of range");
}

Identity identify(const catalogue::Catalogue& catalogue, const DeviceEvidence& evidence,
                  const std::optional<std::string>& expected) {
  Identity identity;
  identity.device = evidence.device;
  identity.claims = claims_of(catalogue, evidence, expected);
  const auto features = evidence.facts ? features_of(evidence) : std::vector<MeasuredFeature>{};
  for (const auto& feature : features) identity.features.push_back(feature.shown);
  for (const auto& part : catalogue.parts)
    identity.ranked.push_back(explain(catalogue, part, features));
  normalise(identity.ranked);
  const bool explained = !features.empty() && is_explained(identity.ranked.front(), features);
  if (explained) find_candidates(identity);
  for (auto& claim : identity.claims) {
    claim.agrees = std::any_of(claim.parts.begin(), claim.parts.end(),
                               [&](const auto& part) { return holds(identity.candidates, part); });
  }
  if (explained) find_axis(catalogue, identity);
  identity.match = match_of(catalogue, identity, features, explained);
  identity.deciding_cases = deciding_cases(catalogue, identity.candidates, features);
  if (identity.match == IdentityMatch::not_measured) {
    for (auto& name : basic_cases(features)) {
      if (!holds(identity.deciding_cases, name)) identity.deciding_cases.push_back(std::move(name));
    }
  }
  identity.sentence = sentence_of(identity);
  return identity;
}

}  // namespace assay::judge
