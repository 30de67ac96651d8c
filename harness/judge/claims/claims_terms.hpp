// What is the value of a criterion, by figures, by documents, and by what others measured?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/judge/claims/claims.hpp"

namespace assay::judge {

/// The documents that count for the parts of one claim.
class ClaimCourt {
 public:
  /// Leaves the claim's metrics out of the question which part a device is.
  ClaimCourt(const catalogue::Catalogue& catalogue, const catalogue::Claim& claim,
             const std::vector<Exhibit>& exhibits, const Identifier& identifier);

  /// By its basis; `found` or `missing` is there. `others` too where the basis is measured.
  CriterionVerdict judge(const catalogue::Criterion& criterion) const;

 private:
  Side side_of(const catalogue::Term& term) const;
  void judge_figures(CriterionVerdict& verdict) const;
  void judge_documents(CriterionVerdict& verdict) const;
  void judge_facts(CriterionVerdict& verdict) const;
  std::optional<ClaimFinding> by_others(const catalogue::Criterion& criterion) const;

  const catalogue::Catalogue& catalogue_;
  std::vector<Exhibit> exhibits_;  ///< identified anew
};

}  // namespace assay::judge
