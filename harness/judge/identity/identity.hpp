// Which catalogued part explains the behaviour of a device best, and is it the one it claims to be?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/evidence.hpp"

namespace assay::judge {

/// Something that was measured and tells parts apart: "multiprocessors", "fp16 tensor rate per SM
/// per clock", "memory bandwidth". Never what the driver states.
struct Feature {
  std::string name;  ///< for people
  std::string unit;
  double measured = 0;
  std::string case_name;  ///< where in the document
};

/// How one part explains one feature.
struct FeatureFit {
  std::string feature;  ///< name
  std::optional<double>
      expected;               ///< of that part; absent: nobody published it, so it says nothing
  double log_likelihood = 0;  ///< 0: explains it as well as can be
  bool disagrees = false;     ///< so badly that it needs another explanation
  bool inferred = false;      ///< what is expected is a deduction that nobody published
};

struct Candidate {
  std::string part;
  double likelihood = 0;  ///< among all parts, 0 to 1; they sum to 1
  double log_likelihood = 0;
  std::vector<FeatureFit> fits;  ///< one for each feature
  bool as_slice = false;         ///< explains it best as a MIG slice of the part
};

/// What the name, the PCI device id or the caller says the device is.
struct IdentityClaim {
  std::string by;                  ///< "name", "device id", "--expect"
  std::string text;                ///< as stated
  std::vector<std::string> parts;  ///< that it stands for; empty: none of the catalogue
  bool agrees = false;             ///< one of them is among those that explain the behaviour
};

enum class IdentityMatch : std::uint8_t {
  match,          ///< what is claimed is among the parts that explain the behaviour
  mismatch,       ///< behaves like another part, or claims contradict each other
  none_explains,  ///< no catalogued part behaves so
  not_measured,   ///< too little was measured to tell anything
  no_claim,       ///< no claim names a catalogued part
};
std::string_view to_string(IdentityMatch match);

struct Identity {
  std::string device;
  std::vector<Feature> features;  ///< all that were measured
  std::vector<Candidate> ranked;  ///< every part, most likely first
  /// Parts that cannot be told apart from the first by what was measured, itself included. Empty
  /// where nothing was measured or none explains it.
  std::vector<std::string> candidates;
  std::string deciding_axis;                ///< the feature that rules the next family out
  bool axis_inferred = false;               ///< it rests on a figure that nobody published
  std::vector<std::string> deciding_cases;  ///< metrics that would separate the candidates
  std::vector<IdentityClaim> claims;
  IdentityMatch match = IdentityMatch::not_measured;
  std::string sentence;  ///< all of it in one, for people
};

/// `expected`: part given by --expect, a claim like the others.
Identity identify(const catalogue::Catalogue& catalogue, const DeviceEvidence& evidence,
                  const std::optional<std::string>& expected = std::nullopt);

}  // namespace assay::judge
