// One template for each outcome.
#include "harness/judge/identity/identity_sentence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/judge/identity/identity_claims.hpp"
#include "harness/judge/identity/identity_model.hpp"

namespace assay::judge {
namespace {

constexpr double kGiB = 1024.0 * 1024 * 1024;
constexpr std::size_t kMostDifferences = 4;
constexpr double kWorthSaying = 2;  // a difference of odds of 7 to 1

// "an h20", "a b200": by how the first letter is spoken.
std::string with_article(std::string_view part) {
  const bool vowel = std::string_view("aefhilmnorsx").find(part.front()) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", part);
}

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i != 0) text += i + 1 == list.size() ? " and " : ", ";
    text += list[i];
  }
  return text;
}

const Candidate& candidate_of(const Identity& identity, const std::string& part) {
  return *std::find_if(identity.ranked.begin(), identity.ranked.end(),
                       [&](const auto& one) { return one.part == part; });
}

// "1024 FLOP per SM per clock (fp16 tensor)": with what it is, unless the unit says so.
std::string described(const Feature& feature) {
  constexpr std::string_view kPerSm = " rate per SM per clock";
  const std::string value = format_feature(feature, feature.measured);
  if (feature.name.ends_with(kPerSm)) {
    return fmt::format("{} per SM per clock ({})", value,
                       feature.name.substr(0, feature.name.size() - kPerSm.size()));
  }
  if (feature.name == "SMs") return value;
  if (feature.name == "fp8 executes") return feature.measured > 0 ? "fp8 executes" : "fp8 fails";
  return fmt::format("{} {}", feature.name, value);
}

std::string where(const Feature& feature, const FeatureFit& fit, const std::string& part) {
  if (feature.name == "fp8 executes") {
    return fmt::format("{} where {} has {}", described(feature), with_article(part),
                       fit.expected.value_or(0) > 0 ? "it" : "none");
  }
  const std::string expected = feature.name == "SMs" ? fmt::format("{:.0f}", *fit.expected)
                                                     : format_feature(feature, *fit.expected);
  return fmt::format("{} where {} has {}{}", described(feature), with_article(part), expected,
                     fit.inferred ? " (inferred)" : "");
}

// The same units at another type say the same again: "tensor rate per SM per clock".
std::string_view without_type(const std::string& name) {
  const auto space = name.find(' ');
  const bool typed = name.find("rate") != name.npos || name.find("GEMM") != name.npos;
  return typed && space != name.npos ? std::string_view(name).substr(space) : name;
}

/// What speaks against one part, the weightiest first; compared with another that explains better.
std::vector<std::string> against(const Identity& identity, const Candidate& part,
                                 const Candidate* better) {
  std::vector<std::pair<double, std::size_t>> weights;
  for (std::size_t i = 0; i < part.fits.size(); ++i) {
    const double other = better ? better->fits[i].log_likelihood : 0;
    // Beyond far outside all are about equal; then the order of the features decides: SMs and rates
    // first.
    const double weight = other - std::max(part.fits[i].log_likelihood, kFarOutside);
    if (weight >= kWorthSaying) weights.emplace_back(std::round(weight), i);
  }
  std::stable_sort(weights.begin(), weights.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> list;
  std::vector<std::string_view> said;
  for (const auto& [weight, i] : weights) {
    const auto& feature = identity.features[i];
    const auto kind = without_type(feature.name);
    if (std::find(said.begin(), said.end(), kind) != said.end()) continue;
    said.push_back(kind);
    list.push_back(where(feature, part.fits[i], part.part));
    if (list.size() == kMostDifferences) break;
  }
  return list;
}

std::string reasons(const std::vector<std::string>& list) {
  return list.empty() ? "" : fmt::format(": {}", fmt::join(list, "; "));
}

// "says it is NVIDIA H100 PCIe (device id 2331)", "is expected to be an h20".
std::string said(const Identity& identity) {
  const auto text_of = [&](std::string_view by) -> const std::string* {
    for (const auto& claim : identity.claims) {
      if (claim.by == by) return &claim.text;
    }
    return nullptr;
  };
  const auto *name = text_of("name"), *id = text_of("device id"), *expected = text_of("--expect");
  std::vector<std::string> list;
  if (name) {
    list.push_back(
        fmt::format("says it is \"{}\"{}", *name, id ? fmt::format(" (device id {})", *id) : ""));
  } else if (id) {
    list.push_back(fmt::format("has device id {}", *id));
  }
  if (expected) list.push_back(fmt::format("is expected to be {}", with_article(*expected)));
  return joined(list);
}

std::string behaviour(const Identity& identity) {
  const auto& best = identity.ranked.front();
  std::string text =
      fmt::format("behaves like {}{} (likelihood {:.2f})", best.as_slice ? "a MIG slice of " : "",
                  with_article(best.part), best.likelihood);
  std::vector<std::string> others;
  for (const auto& part : identity.candidates) {
    if (part != best.part) others.push_back(part);
  }
  if (!others.empty()) text += fmt::format(", not to be told from {}", joined(others));
  return text;
}

std::string what_would_decide(const Identity& identity) {
  if (identity.candidates.size() < 2) return "";
  if (identity.deciding_cases.empty()) return "; nothing in the catalogue tells them apart";
  return fmt::format("; to decide, measure {}", joined(identity.deciding_cases));
}

std::string contradiction(const Identity& identity, const Contradiction& found) {
  const auto claim = [](const IdentityClaim& one) {
    return fmt::format("{} \"{}\" stands for {}", one.by, one.text, joined(one.parts));
  };
  std::string text = fmt::format("the claims about {} contradict each other: {}, {}",
                                 identity.device, claim(*found.one), claim(*found.other));
  if (!identity.candidates.empty()) text += "; it " + behaviour(identity);
  return text;
}

const IdentityClaim* refuted(const Identity& identity) {
  for (const auto& claim : identity.claims) {
    if (!claim.parts.empty() && !claim.agrees) return &claim;
  }
  return nullptr;
}

std::string mismatch(const Identity& identity) {
  const auto contradictory = contradiction_among(identity.claims);
  std::string text = contradictory ? contradiction(identity, *contradictory)
                                   : fmt::format("{} {}, but {}", identity.device, said(identity),
                                                 behaviour(identity));
  const auto* claim = refuted(identity);
  if (!claim || identity.candidates.empty()) return text;
  const auto& part = candidate_of(identity, claim->parts.front());
  return text + reasons(against(identity, part, &identity.ranked.front()));
}

std::string none_explains(const Identity& identity) {
  const auto& best = identity.ranked.front();
  std::string text = fmt::format("no part of the catalogue explains {}", identity.device);
  if (const auto claims = said(identity); !claims.empty())
    text += fmt::format(", which {}", claims);
  return text + fmt::format("; the nearest is {}{}", with_article(best.part),
                            reasons(against(identity, best, nullptr)));
}

std::string not_measured(const Identity& identity) {
  if (identity.features.empty() && identity.device == "cpu") {
    return "cpu is no GPU: the catalogue holds none like it";
  }
  std::string text =
      fmt::format("too little was measured of {} to tell which part it is", identity.device);
  if (!identity.candidates.empty()) {
    text += fmt::format(": {} of {} parts explain it", identity.candidates.size(),
                        identity.ranked.size());
  }
  if (!identity.deciding_cases.empty()) text += "; measure " + joined(identity.deciding_cases);
  return text;
}

std::string one_sentence(const Identity& identity) {
  switch (identity.match) {
    case IdentityMatch::match:
      return fmt::format("{} {}, and {}{}", identity.device, said(identity), behaviour(identity),
                         what_would_decide(identity));
    case IdentityMatch::mismatch:
      return mismatch(identity);
    case IdentityMatch::none_explains:
      return none_explains(identity);
    case IdentityMatch::not_measured:
      return not_measured(identity);
    case IdentityMatch::no_claim:
      return fmt::format("{} {}{}; no claim names a part of the catalogue", identity.device,
                         behaviour(identity), what_would_decide(identity));
  }
  return "";
}

}  // namespace

std::string format_feature(const Feature& feature, double value) {
  if (feature.name == "SMs") return fmt::format("{:.0f} SMs", value);
  if (feature.name == "fp8 executes") return value > 0 ? "yes" : "no";
  if (feature.unit == "B" && value < kGiB) return fmt::format("{:.1f} MiB", value * 1024 / kGiB);
  if (feature.unit == "B") return fmt::format("{:.1f} GiB", value / kGiB);
  if (feature.unit == "1") return fmt::format("{:.3g}", value);
  if (feature.unit == "FLOP" || feature.unit == "op") {
    return fmt::format("{:.0f} {}", value, feature.unit);
  }
  return format_quantity(value, feature.unit);
}

std::string sentence_of(const Identity& identity) {
  std::string text = one_sentence(identity);
  if (identity.axis_inferred && identity.match != IdentityMatch::not_measured) {
    text += fmt::format("; what decides, {}, rests on an inferred figure", identity.deciding_axis);
  }
  return text;
}

}  // namespace assay::judge
