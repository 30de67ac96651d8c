// What has the second side of the first, as published and as measured, and why do the two differ?
//
// Every ratio is B / A. A measured ratio agrees with the published one where they lie within 5 % of
// each other, or where the published one lies within the span of both sides' measurements. What
// rests on an inferred or unverified figure neither agrees nor differs.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/catalogue/catalogue.hpp"
#include "harness/judge/gap/sides.hpp"

namespace assay::judge {

inline constexpr double kAgreement = 0.05;

enum class Agreement : std::uint8_t {
  agrees,
  differs,
  unverified,     ///< a published figure is inferred or unverified
  not_measured,   ///< on one side or both
  not_published,  ///< likewise
};

struct GapRatio {
  double value = 0, low = 0, high = 0;
};

struct GapCell {
  std::optional<SideValue> published, measured;

  /// What is shown: measured where it was, else published; null: nothing.
  const SideValue* best() const;
};

/// The part of a ratio that no clock and no power limit can change.
struct ClockFree {
  double a = 0, b = 0;                                  ///< of one SM in one clock
  double multiprocessors_a = 0, multiprocessors_b = 0;  ///< SMs of each side
  double ratio = 0;                                     ///< of all SMs in one clock
  double rest = 0;  ///< of the measured ratio: clocks, and how busy the units were kept
  bool measured = false;
  bool verified = true;
};

/// measured ratio = published ratio x efficiency_b / efficiency_a.
struct GapExplanation {
  double efficiency_a = 0, efficiency_b = 0;  ///< measured of published
  std::optional<ClockFree> clock_free = {};
  std::string cause = {};  ///< from telemetry; empty: nothing at hand shows it
  std::string sentence;    ///< all of it but the cause
};

struct GapRow {
  std::string name;  ///< "FP16 GEMM"
  std::string key;   ///< metric or path of the figure
  std::string unit;
  GapCell a, b;
  std::optional<GapRatio> published = {}, measured = {};
  Agreement agreement = Agreement::not_measured;
  std::optional<GapExplanation> explanation = {};  ///< only where they differ
};

struct GapSide {
  std::string label, part;             ///< part is empty where none explains it
  std::vector<std::string> documents;  ///< devices that count for it
};

struct Gap {
  GapSide a, b;
  std::vector<GapRow> rows;
  std::vector<std::string> notes;
  bool simulated = false, injected = false;
};

enum class GapRows : std::uint8_t { main, all };

/// Rows that have a ratio, published or measured. `evidence` is given to the sides as assign()
/// says.
Gap gap(Side a, Side b, const std::vector<Exhibit>& evidence, GapRows rows = GapRows::main);

}  // namespace assay::judge
