// Which of several hosts is slow to reach, by what pairs of them reached?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <cstddef>
#include <string>
#include <vector>

#include "harness/document/document.hpp"

namespace assay::judge {

/// A host whose pairs, its best one too, reach less than this share of what pairs of the others
/// reach is slow: noise spoils some pairs, a slow link all of them. Healthy hosts behind one switch
/// differ by a few percent.
inline constexpr double kSlowHostShare = 0.7;
/// With fewer there is no pair to compare with that a slow host is not part of.
inline constexpr std::size_t kFewestHosts = 3;

/// One host among those of a case with pairs.
struct HostShare {
  std::string host;
  double own = 0;     ///< B/s: median of its pairs
  double others = 0;  ///< B/s: upper quartile of the pairs that it is not part of
  double share = 0;   ///< own / others
  bool slow = false;
};

struct HostComparison {
  std::string case_name;
  std::vector<HostShare> hosts = {};  ///< in order; empty: they cannot be compared
  std::string reason = {};            ///< why not
};

/// Of every case that holds pairs. The median of a healthy host's own pairs is that of healthy
/// links, and the upper quartile of the others' too, as long as slow hosts are fewer than half: so
/// several slow ones are found as well, and none of them hides the other.
std::vector<HostComparison> compare_hosts(const document::Document& document);

/// Those that are slow in any case, each once, as the case shows it in which it is slowest.
std::vector<HostShare> slow_hosts_of(const document::Document& document);

/// "host host2 is slow: its pairs reach 0.11 of what pairs of the other hosts reach (1.2 MB/s
/// against 11 MB/s)".
std::string slow_host_sentence(const HostShare& host);

}  // namespace assay::judge
