// The names of a gap's rows, and what each asks for.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "harness/catalogue/metric.hpp"
#include "harness/judge/gap/sides.hpp"

namespace assay::judge {

struct GapMetric {
  std::string name;
  catalogue::Metric metric;
  Form form = Form::rate;
};

struct GapFigure {
  std::string name, figure, unit;
};

// In the order that tells the story: what was cut, what was kept, what feeds it.
std::vector<GapMetric> gap_arithmetic_metrics();
std::vector<GapMetric> gap_memory_metrics();  ///< one stands for all, the first that is measured
std::vector<GapMetric> gap_device_metrics();
std::vector<GapMetric> gap_peer_metrics();        ///< likewise
std::vector<GapMetric> gap_all_reduce_metrics();  ///< likewise
GapMetric gap_ridge_metric();
// Only where all rows are asked for.
std::vector<GapMetric> gap_other_metrics();
std::vector<GapFigure> gap_other_figures();

}  // namespace assay::judge
