// The worst that stands; else that nothing does, or why it cannot be said.
// SPDX-License-Identifier: Apache-2.0
#include "harness/judge/trend/trend_sentence.hpp"

#include <fmt/format.h>

#include <cmath>

namespace assay::judge {
namespace {

std::string plural(std::size_t count, const char* noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 || noun[0] == 's' ? "" : "s");
}

std::string nothing_judged(const Trend& trend) {
  if (trend.series == 0) return "Nothing to judge: no run of what was asked for.";
  return fmt::format(
      "Nothing could be judged: of {} the longest has {}, and {} are needed to tell a change of "
      "one "
      "of them from chance.",
      plural(trend.series, "series"), plural(trend.longest, "run"), trend.fewest_points);
}

std::string worst(const Trend& trend) {
  const TrendGroup& group = trend.groups.front();
  const std::string when = group.kind == ChangeKind::drift
                               ? fmt::format("slowly, since {}", document::to_string(group.after))
                               : fmt::format("between {} and {}", document::to_string(group.after),
                                             document::to_string(group.before));
  return fmt::format(
      "{} of {} changed for the worse and stand so. The most: {} of {} of {}, {}, {}.", trend.worse,
      plural(trend.series, "series"), group.metric, plural(group.devices, "device"),
      group.of_devices, signed_percent(group.size), when);
}

}  // namespace

std::string signed_percent(double share) {
  const double percent = 100 * share;
  return fmt::format("{:+.{}f} %", percent, std::abs(percent) < 9.95 ? 1 : 0);
}

std::string sentence_of(const Trend& trend) {
  if (trend.worse > 0) return worst(trend);
  if (trend.exit_code() != 0) return nothing_judged(trend);
  const std::string else_changed = trend.findings.empty()
                                       ? ""
                                       : fmt::format(" {} for the better, or undone since.",
                                                     plural(trend.findings.size(), "change"));
  return fmt::format("Nothing changed for the worse: {} of {}.{}", plural(trend.judged, "series"),
                     plural(trend.devices, "device"), else_changed);
}

}  // namespace assay::judge
