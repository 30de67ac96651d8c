// How well does a part explain what was measured?
#pragma once
// SPDX-License-Identifier: Apache-2.0

// For each feature a penalty, the log-likelihood against the best explanation the part could give:
// 0 where the figure fits, below it where something else must have happened too. The penalties of
// independent features add up. Features with a common cause (all tensor rates of one device) form a
// group, of which only the worst counts.
//
// A part is explained whole and as each kind of MIG slice: a slice has a share of SMs, memory, L2
// and bandwidth, and the same rates per SM and clock. They are weighed by how common they are, and
// added. So missing SMs alone are a damage and unlikely, and with a like share of the memory they
// are a slice.
//
// What a part's file does not state neither speaks for the part nor proves anything against it:
// each such group costs a fixed amount, which lies between that of a figure that fits and one that
// does not, so that parts of which little is published do not explain everything.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/identity/identity.hpp"
#include "harness/judge/identity/identity_features.hpp"

namespace assay::judge {

/// Of a part, for a feature.
struct Expectation {
  double value = 0;
  bool inferred = false;  ///< so it may rank, and never makes a part impossible
};

/// Empty where nothing that is published says so.
std::optional<Expectation> expected_of(const catalogue::Catalogue& catalogue,
                                       const catalogue::Part& part, const MeasuredFeature& feature);

/// Rate of an SM in a clock, "tensor.fp16": as stated; else the power of two nearest to dense rate
/// / SMs / clock; else what all parts of the same architecture that state it have.
std::optional<Expectation> per_sm_clock_of(const catalogue::Catalogue& catalogue,
                                           const catalogue::Part& part, std::string_view rate);

/// Bytes that can be addressed at most.
std::optional<Expectation> capacity_of(const catalogue::Part& part);

/// As the part, whole or as a slice, whichever explains more; likelihood still 0.
Candidate explain(const catalogue::Catalogue& catalogue, const catalogue::Part& part,
                  const std::vector<MeasuredFeature>& features);

/// Below this, one feature cannot be an accident: a part has not more than it has.
inline constexpr double kImpossible = -25;
/// The most that one feature can weigh otherwise, about 1 in 3000: no figure is beyond a mistake of
/// the catalogue or of a kernel, and two features that agree must be able to outweigh a third.
inline constexpr double kFarOutside = -8;
/// A feature that counts as disagreeing: 1 in 100.
inline constexpr double kDisagrees = -4.6;

}  // namespace assay::judge
