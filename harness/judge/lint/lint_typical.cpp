// Each row of typical figures against itself, its unit, and the published figure.
#include "harness/judge/lint/lint_typical.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/judge/lint/lint_range.hpp"

namespace assay::judge {
namespace {

using catalogue::Part;
using catalogue::Typical;

// Of the published figure: nothing that was measured lies above it by more than clocks err, nor so
// far below it that the unit must be wrong.
constexpr double kLeastShare = 0.5, kMostShare = 1.02;

void check_span(const Typical& row, const std::string& place, Findings& findings) {
  const auto [low, high] = std::minmax_element(
      row.observations.begin(), row.observations.end(),
      [](const auto& one, const auto& other) { return one.figure.value < other.figure.value; });
  if (row.low != low->figure.value || row.high != high->figure.value) {
    findings.error(
        place, "typical",
        fmt::format("{} is said to span {} to {}, and its observations span {} to {}; "
                    "copy theirs",
                    to_string(row.metric), shown(row.low, row.unit), shown(row.high, row.unit),
                    shown(low->figure.value, row.unit), shown(high->figure.value, row.unit)));
  }
  for (const auto& seen : row.observations) {
    if (seen.figure.unit == row.unit) continue;
    findings.error(place + "/observations", "typical",
                   fmt::format("{} is in {} and one of its observations in {}; use one unit",
                               to_string(row.metric), row.unit, seen.figure.unit));
  }
}

void check_range(const Typical& row, const std::string& place, Findings& findings) {
  const PhysicalRange* range = range_of_metric(row.metric);
  if (!range) {
    findings.error(place, "typical",
                   fmt::format("nothing is known of the size of {}; add its range to the table of "
                               "assay lint",
                               row.metric.name));
    return;
  }
  if (row.unit != range->unit) {
    findings.error(place + "/unit", "typical",
                   fmt::format("{} is in {}, not in {}; convert it", to_string(row.metric),
                               row.unit, range->unit));
  }
  if (range->holds(row.low) && range->holds(row.high)) return;
  findings.error(
      place, "typical",
      fmt::format("{} is {} to {}, outside {} to {}; look for a wrong prefix or a factor "
                  "of 1000",
                  to_string(row.metric), shown(row.low, row.unit), shown(row.high, row.unit),
                  shown(range->low, range->unit), shown(range->high, range->unit)));
}

void check_published(const Part& part, const Typical& row, const std::string& place,
                     Findings& findings) {
  const auto reference = reference_of(row.metric);
  const auto published = reference ? part.gating(reference->figure) : std::nullopt;
  if (!published) return;
  const double rate = *published * reference->factor;
  if (row.low >= kLeastShare * rate && row.high <= kMostShare * rate) return;
  findings.error(
      place, "typical",
      fmt::format("{} is {} to {}, {:.3g} to {:.3g} % of the {} published as {}; healthy "
                  "devices reach {:.0f} to {:.0f} %, so one of the two is wrong",
                  to_string(row.metric), shown(row.low, row.unit), shown(row.high, row.unit),
                  100 * row.low / rate, 100 * row.high / rate, shown(rate, row.unit),
                  reference->figure, 100 * kLeastShare, 100 * kMostShare));
}

void check_type(const Part& part, const Typical& row, const std::string& place,
                Findings& findings) {
  const auto* info = catalogue::find_metric(row.metric.name);
  const std::string type = type_of(row.metric);
  const auto& list = part.unsupported;
  if (!info || info->bound != catalogue::Bound::tensor) return;
  if (std::find(list.begin(), list.end(), type) == list.end()) return;
  findings.error(place, "unsupported",
                 fmt::format("{} was measured, and the tensor cores of {} are said to lack {}; "
                             "remove one of the two",
                             to_string(row.metric), part.id, type));
}

}  // namespace

void check_typical(const Part& part, Findings& findings) {
  for (std::size_t i = 0; i < part.typical.size(); ++i) {
    const Typical& row = part.typical[i];
    const std::string place = fmt::format("/typical/{}", i);
    check_span(row, place, findings);
    check_range(row, place, findings);
    check_published(part, row, place, findings);
    check_type(part, row, place, findings);
    if (part.typical_of(row.metric) == &row) continue;
    findings.error(
        place + "/metric", "typical",
        fmt::format("{} is there twice; put all observations into one row", to_string(row.metric)));
  }
}

}  // namespace assay::judge
