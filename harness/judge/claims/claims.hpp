// What was said in public: do figures, other people's measurements and our own documents bear it
// out?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/catalogue/claim.hpp"
#include "harness/judge/gap/sides.hpp"

namespace assay::judge {

/// A criterion met one kind of evidence.
struct ClaimFinding {
  double value = 0;
  catalogue::ClaimState state = catalogue::ClaimState::undecided;
  std::string evidence;  ///< which figures, documents and devices, or whose measurements
};

struct CriterionVerdict {
  const catalogue::Criterion* criterion = nullptr;  ///< of the catalogue, which must outlive this
  std::optional<ClaimFinding> found = {};           ///< figures, or documents, as its basis says
  std::optional<ClaimFinding> others = {};  ///< of a measured criterion; supports, never decides
  std::string missing = {};                 ///< what would decide it; empty where `found` does
};

/// What one kind of evidence says of a claim, as far as it goes: a criterion without evidence does
/// not count here, only for the verdict.
struct CourtVerdict {
  catalogue::ClaimState state = catalogue::ClaimState::undecided;
  std::size_t decisive =
      0;  ///< index of the criterion that refutes, else of the first with a value
};

struct ClaimVerdict {
  const catalogue::Claim* claim = nullptr;  ///< of the catalogue, which must outlive this
  std::vector<CriterionVerdict> criteria;
  /// What each court says; absent: it has no evidence, or the claim asks it nothing.
  std::optional<CourtVerdict> paper = {}, others = {}, documents = {};
  catalogue::ClaimState state = catalogue::ClaimState::undecided;
  std::string sentence;  ///< by what it is decided, or what is missing
};

struct Claims {
  bool paper_only = true;  ///< no document was given
  std::vector<ClaimVerdict> claims;
  std::vector<std::string> documents;  ///< each device, and what it behaves like
  bool simulated = false, injected = false;
};

/// Three courts, never mixed. Paper: the published criteria against figures of the catalogue.
/// Others: the measured criteria against what others measured and published; shown, but it decides
/// nothing, since nobody here saw it measured. Documents: the measured and reported criteria
/// against the documents given. Without any document the verdict is that of the paper, and says so.
/// With one a claim is refuted by one criterion that refutes it, paper included, and confirmed only
/// where every criterion has evidence and confirms it.
///
/// Which part a device is, its behaviour says; but the metrics a claim is about are left out of
/// that question. Otherwise an H20 with slow links would be no H20, and the claim about its links
/// could never be confirmed.
///
/// Claims come in the order of the catalogue.
Claims judge_claims(const catalogue::Catalogue& catalogue, const std::vector<Exhibit>& exhibits,
                    const Identifier& identifier);

}  // namespace assay::judge
