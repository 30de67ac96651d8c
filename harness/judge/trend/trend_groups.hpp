// Which changes are one and the same, of many devices?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <map>
#include <string>
#include <vector>

#include "harness/judge/trend/trend.hpp"

namespace assay::judge {

/// Of one metric and one direction, steps that may all lie in one night: the night in which most of
/// them lie comes first. All drifts of a metric in one direction are one group. `of_devices`: how
/// many devices have each metric.
std::vector<TrendGroup> groups_of(const std::vector<TrendFinding>& findings,
                                  const std::map<std::string, std::size_t>& of_devices);

}  // namespace assay::judge
