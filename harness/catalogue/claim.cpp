// Ranges against values.
#include "harness/catalogue/claim.hpp"

#include <algorithm>
#include <stdexcept>

namespace assay::catalogue {

std::string_view to_string(Basis basis) {
  switch (basis) {
    case Basis::published:
      return "published";
    case Basis::measured:
      return "measured";
    case Basis::reported:
      return "reported";
  }
  throw std::logic_error("Basis out of range");
}

std::string_view to_string(ClaimState state) {
  switch (state) {
    case ClaimState::confirmed:
      return "confirmed";
    case ClaimState::refuted:
      return "refuted";
    case ClaimState::undecided:
      return "undecided";
  }
  throw std::logic_error("ClaimState out of range");
}

ClaimState together(std::span<const ClaimState> states) {
  const auto is = [](ClaimState wanted) {
    return [wanted](ClaimState state) { return state == wanted; };
  };
  if (std::any_of(states.begin(), states.end(), is(ClaimState::refuted))) {
    return ClaimState::refuted;
  }
  const bool confirmed =
      !states.empty() && std::all_of(states.begin(), states.end(), is(ClaimState::confirmed));
  return confirmed ? ClaimState::confirmed : ClaimState::undecided;
}

ClaimState Criterion::judge(double value) const {
  if (confirms.contains(value)) return ClaimState::confirmed;
  const bool refuted = std::any_of(refutes.begin(), refutes.end(),
                                   [&](const Range& range) { return range.contains(value); });
  return refuted ? ClaimState::refuted : ClaimState::undecided;
}

}  // namespace assay::catalogue
