// How does each metric of a device stand?
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <vector>

#include "harness/judge/verdict/verdict.hpp"
#include "harness/report/html/element.hpp"

namespace assay::report::html {

/// A row for each metric: name, bar, figures, state; below it why, where it is not as it should be.
/// A narrow screen shows each row as a block of lines.
Element metric_table(const judge::DeviceVerdict& device);

/// What the parts of a bar are.
Element bar_legend();

/// Where published figures and gates come from, each source once.
std::vector<Element> sources_of(const judge::DeviceVerdict& device);

}  // namespace assay::report::html
