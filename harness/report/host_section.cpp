// One line for the launcher, one for each case with pairs, one for each slow host.
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/host_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/core/units.hpp"
#include "harness/judge/hosts/slow_hosts.hpp"
#include "harness/report/plain.hpp"

namespace assay::report {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kHostsAtMost = 8;

std::string launcher_line(const std::vector<probe::WorldRank>& world) {
  std::vector<std::string> hosts;
  for (const probe::WorldRank& rank : world) {
    if (std::find(hosts.begin(), hosts.end(), rank.host) == hosts.end()) hosts.push_back(rank.host);
  }
  std::string text = fmt::format("{} ranks on {} host{}: ", world.size(), hosts.size(),
                                 hosts.size() == 1 ? "" : "s");
  for (std::size_t i = 0; i < std::min(hosts.size(), kHostsAtMost); ++i) {
    text += (i == 0 ? "" : ", ") + hosts[i];
  }
  if (hosts.size() > kHostsAtMost) text += fmt::format(" and {} more", hosts.size() - kHostsAtMost);
  return text;
}

std::string case_lines(const judge::HostComparison& comparison, std::size_t columns) {
  const auto wrapped = [&](const std::string& text) {
    return wrap(printable(text), kIndent, columns);
  };
  if (comparison.hosts.empty()) return wrapped(comparison.reason);
  std::string text;
  double lowest = comparison.hosts.front().own, highest = lowest;
  for (const judge::HostShare& host : comparison.hosts) {
    lowest = std::min(lowest, host.own);
    highest = std::max(highest, host.own);
  }
  text +=
      wrapped(fmt::format("{}: medians of the pairs of a host from {} to {}", comparison.case_name,
                          format_quantity(lowest, "B/s"), format_quantity(highest, "B/s")));
  for (const judge::HostShare& host : comparison.hosts) {
    if (host.slow) text += wrapped("SLOW: " + slow_host_sentence(host));
  }
  return text;
}

}  // namespace

std::string host_section(const document::Document& document, std::size_t columns) {
  if (document.facts.world.empty()) return {};
  std::string text = wrap(printable(launcher_line(document.facts.world)), kIndent, columns);
  for (const auto& comparison : judge::compare_hosts(document)) {
    text += case_lines(comparison, columns);
  }
  return text;
}

}  // namespace assay::report
