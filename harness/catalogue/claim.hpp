// What was said in public, and what would confirm or refute it?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/catalogue/metric.hpp"

namespace assay::catalogue {

enum class Basis : std::uint8_t {
  published,  ///< figures of parts
  measured,   ///< rates of a document
  reported,   ///< facts the driver states
};

enum class ClaimState : std::uint8_t { confirmed, refuted, undecided };

std::string_view to_string(Basis basis);
std::string_view to_string(ClaimState state);

/// One quantity. Exactly one of figure, metric and fact is there, as the basis says.
struct Term {
  std::string part;
  std::optional<std::string> figure;  ///< path in the part
  std::optional<Metric> metric;
  bool per_sm_clock = false;        ///< the metric divided by SMs and their clock
  std::optional<std::string> fact;  ///< key of a device in a document, such as "memory_bytes"
};

/// Includes its ends; open where absent.
struct Range {
  std::optional<double> lower, upper;

  bool contains(double value) const {
    return (!lower || value >= *lower) && (!upper || value <= *upper);
  }
};

struct Criterion {
  std::string id;
  Basis basis{};
  Term numerator;
  std::optional<Term> denominator;
  std::string unit;
  Range confirms;
  std::vector<Range> refutes;
  std::string conditions;

  /// What one value says; on an end that both ranges share it confirms.
  ClaimState judge(double value) const;
};

/// What several criteria say together: refuted where one refutes, confirmed where all confirm and
/// there is one at all, else undecided. One without evidence is undecided.
ClaimState together(std::span<const ClaimState> states);

/// Refuted by one criterion that refutes, confirmed by all that confirm, else undecided.
struct Claim {
  std::string id, quote, statement, said_by, source;
  std::string date;  ///< or "undated page", ...
  std::vector<std::string> parts;
  std::string not_decidable;  ///< why no measurement decides it; empty where there are criteria
  std::vector<Criterion> criteria;
  ClaimState on_paper{};
};

}  // namespace assay::catalogue
